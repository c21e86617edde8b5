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
    title: 'no terminal to confirm in',
    why: 'Without a terminal there are no prompts and no assumptions.',
    fix: 'Add --yes, or apply a saved plan.',
    example: 'cliq-ds apply staging.plan.json --yes',
  },
  CL104: {
    title: 'unknown code',
    why: 'cliq-ds never prints this code.',
    fix: 'Copy the code from the message; docs/codes.md lists all.',
    example: 'cliq-ds explain LM102',
  },
  CL105: {
    title: 'no completion for this shell',
    why: 'Scripts exist for bash, zsh, fish and PowerShell.',
    fix: 'Use one of these.',
    example: 'cliq-ds completion zsh',
  },
  CL109: {
    title: 'nothing to compare with',
    why: '--check compares a file with what would be generated now, so it needs the file.',
    fix: 'Name it with --out.',
    example: 'cliq-ds types --check --out src/records.ts',
  },
  CL107: {
    title: 'the day has passed',
    why: 'Drift can only be ignored until a day in the future.',
    fix: 'Give a later day.',
    example: 'cliq-ds drift --ignore empdir.notes --reason "the vendor adds it" --until 2027-06-30',
  },
  CL108: {
    title: 'drift option incomplete, or two at once',
    why: 'Drift is accepted, reverted or ignored: one at a time, each with its own options.',
    fix: 'Use --accept [NAME…], or --revert [NAME…] --out FILE, or --ignore PATTERN --reason WHY --until YYYY-MM-DD.',
    example: 'cliq-ds drift --revert empdir --out revert.plan.json',
  },
  CL106: {
    title: 'no code to log in with',
    why: 'A login needs the code that the self client of the API console shows; it works once and for a few minutes.',
    fix: 'Type it at the prompt, or pipe it in, so that it shows up neither in the shell history nor in the process list.',
    example: 'cliq-ds auth login --code - < code.txt',
  },
  CL110: {
    title: 'a probe needs --yes',
    why: 'It creates a datastore in the org, writes rows into it, and removes it.',
    fix: 'Add --yes.',
    example: 'cliq-ds doctor --probe --yes',
  },
  CL112: {
    title: 'a report cannot be written there',
    why: 'Reports are written inside the project, and never where cliq-ds reads definitions, seeds, plans, config or lock file.',
    fix: 'Give the report its own file.',
    example: 'cliq-ds plan --report html=reports/plan.html',
  },
  CL113: {
    title: 'two results for one file',
    why: 'Each --report, and --out, needs its own file: the later one would overwrite the earlier.',
    fix: 'Give each its own path.',
    example: 'cliq-ds plan --report html=reports/plan.html --report sarif=reports/plan.sarif',
  },
  CL111: {
    title: 'file is not ours to overwrite',
    why: 'The file that --out names already exists and is not a saved plan.',
    fix: 'Give the path of a new file, or move that one away.',
    example: 'cliq-ds plan --out staging.plan.json',
  },
  CL119: {
    title: 'not for several environments',
    why: 'plan, apply, drift, seed and doctor run for several environments side by side; other commands run for one.',
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
    why: 'Its environment variable is not set, or has quotes, spaces or a line break around the value.',
    fix: 'Set the variable in this shell or in the secrets of the pipeline. For a refresh token you can run cliq-ds auth login instead.',
    example: 'export CLIQ_CLIENT_ID="$(tr -d \'\\r\\n\' < client-id.txt)"',
  },
  AU203: {
    title: 'no client to log in with',
    why: 'A login needs your OAuth client; an embedded emulator or an access token has none.',
    fix: 'Create a self client at the API console of your data centre, and name it in the config.',
    example:
      "credentials: { clientId: env('CLIQ_CLIENT_ID'), clientSecret: env('CLIQ_CLIENT_SECRET'), refreshToken: env('CLIQ_REFRESH_TOKEN') }",
  },
  CL121: {
    title: 'no org to start from',
    why: '--from-live writes definitions of what an org has, and an embedded emulator is not an org. Nothing was written.',
    fix: 'Name the data centre of the org, or an environment of the config that has one.',
    example: 'cliq-ds init --from-live --data-center eu',
  },
  CL122: {
    title: 'no such datastore to choose',
    why: 'plan, apply and drift take the names of datastores that are defined or in the lock file.',
    fix: 'Check the name, or leave it out to plan all datastores.',
    example: 'cliq-ds plan empdir',
  },
  CL123: {
    title: 'port that cannot be had',
    why: 'Another program listens there, perhaps an emulator that still runs, or only a privileged user may.',
    fix: 'End the other program, give another port, or give none: any free one is taken and printed.',
    example: 'cliq-ds emulator --port 4242',
  },
  XX000: {
    title: 'something went wrong inside cliq-ds',
    why: 'This is a fault of the tool, not of the project.',
    fix: 'Run it again with --debug and report what it prints.',
    example: 'cliq-ds plan --debug 2> debug.txt',
  },
  CL120: {
    title: 'output path that cannot be used',
    why: 'The next command would read the file as a definition, a seed, the config or the like; or a plan or seed would lie outside the project, where nobody reviews it.',
    fix: 'Give another path inside the project.',
    example: 'cliq-ds plan --out staging.plan.json # not schemas/staging.plan.json',
  },
}
