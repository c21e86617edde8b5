import type { CodeTable } from './facts.ts'

/** What is wrong with how cliq-ds was called. */
export const commandCodes: CodeTable = {
  CL101: {
    title: 'the command line is not understood',
    why: 'An unknown option is an error: a misspelt --dry-run must never be a real run.',
    fix: 'See cliq-ds COMMAND --help.',
    example: 'cliq-ds seed --dry-run # not --dryrun',
  },
  CL102: {
    title: 'nobody can be asked',
    why: 'Without a terminal nothing prompts and nothing is assumed.',
    fix: 'Add --yes, or apply a saved plan.',
    example: 'cliq-ds apply staging.plan.json --yes',
  },
  CL104: {
    title: 'no problem has this code',
    why: 'Every code that cliq-ds prints is in one table, and this one is not.',
    fix: 'Copy the code from the message; docs/codes.md lists all.',
    example: 'cliq-ds explain LM102',
  },
  CL105: {
    title: 'no completion for this shell',
    why: 'Scripts exist for bash, zsh and fish.',
    fix: 'Name one of these.',
    example: 'cliq-ds completion zsh',
  },
  CL109: {
    title: 'nothing to compare with',
    why: '--check says whether a file is what would be made now, so it needs the file.',
    fix: 'Name it with --out.',
    example: 'cliq-ds types --check --out src/records.ts',
  },
  CL107: {
    title: 'the day is over already',
    why: 'Drift is ignored until a day that is still to come.',
    fix: 'Give a later day.',
    example: 'cliq-ds drift --ignore empdir.notes --reason "the vendor adds it" --until 2027-06-30',
  },
  CL108: {
    title: 'one way on is incomplete, or there are two',
    why: 'Drift is accepted, reverted or ignored: one at a time, with what that needs.',
    fix: 'Use --accept [NAME…], or --revert [NAME…] --out FILE, or --ignore PATTERN --reason WHY --until YYYY-MM-DD.',
    example: 'cliq-ds drift --revert empdir --out revert.plan.json',
  },
  CL106: {
    title: 'no code to log in with',
    why: 'A login takes the code that the self client of the API console shows, once and for some minutes.',
    fix: 'Type it at the prompt, or pipe it in, so that neither the history nor the list of processes shows it.',
    example: 'cliq-ds auth login --code - < code.txt',
  },
  CL110: {
    title: 'a probe needs a yes',
    why: 'It creates a datastore in the org, writes rows into it, and removes it.',
    fix: 'Add --yes.',
    example: 'cliq-ds doctor --probe --yes',
  },
  CL112: {
    title: 'a report may not lie there',
    why: 'What cliq-ds writes lies inside the project, and nowhere that it reads as something else: no definition, seed, plan, config or lock file.',
    fix: 'Give the report a file of its own.',
    example: 'cliq-ds plan --report html=reports/plan.html',
  },
  CL113: {
    title: 'two results for one file',
    why: 'Each --report, and --out, has a file of its own: the later would be written over the earlier.',
    fix: 'Give each a path of its own.',
    example: 'cliq-ds plan --report html=reports/plan.html --report sarif=reports/plan.sarif',
  },
  CL111: {
    title: 'file is not ours to overwrite',
    why: 'The file that --out names is there already and holds no saved plan.',
    fix: 'Give the path of a new file, or move that one away.',
    example: 'cliq-ds plan --out staging.plan.json',
  },
  CL119: {
    title: 'not for several environments',
    why: 'plan, apply, drift, seed and doctor run for several environments side by side; what else writes one file or answers one question.',
    fix: 'Choose one environment, or put {env} into the name of the file.',
    example: "cliq-ds plan --env staging,production --out '{env}.plan.json'",
  },
  AU201: {
    title: 'no credentials',
    why: 'A real org needs an access token, or client id, client secret and refresh token.',
    fix: 'Name them in the environment of the config; their values stay in environment variables.',
    example: "credentials: { accessToken: env('CLIQ_ACCESS_TOKEN') }",
  },
  AU202: {
    title: 'a credential cannot be used',
    why: 'Its environment variable is not set, or holds quotes, blanks or a line break around the value.',
    fix: 'Set the variable in this shell or in the secrets of the pipeline. For a refresh token, cliq-ds auth login will do.',
    example: 'export CLIQ_CLIENT_ID="$(tr -d \'\\r\\n\' < client-id.txt)"',
  },
  AU203: {
    title: 'nothing to log in with',
    why: 'A login needs an OAuth client of yours, which an embedded emulator or a ready access token is not.',
    fix: 'Make a self client at the API console of your data centre, and name it in the config.',
    example:
      "credentials: { clientId: env('CLIQ_CLIENT_ID'), clientSecret: env('CLIQ_CLIENT_SECRET'), refreshToken: env('CLIQ_REFRESH_TOKEN') }",
  },
  XX000: {
    title: 'something went wrong inside cliq-ds',
    why: 'This is a fault of the tool, not of the project.',
    fix: 'Run it again with --debug and report what it prints.',
    example: 'cliq-ds plan --debug 2> debug.txt',
  },
  CL120: {
    title: 'output where something else is read',
    why: 'What is written there would be read as a definition, a seed, the config or the like with the next command.',
    fix: 'Give another path.',
    example: 'cliq-ds plan --out staging.plan.json # not schemas/staging.plan.json',
  },
}
