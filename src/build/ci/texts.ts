import { gitLabPipeline } from '../../files/scaffold/gitLabPipeline.ts'
import { gitHubWorkflow } from '../../files/scaffold/workflows.ts'
import { CI_INPUTS, CI_OUTPUTS } from './inputs.ts'

const MADE = 'Made by `npm run docs` from src/build/ci/.'

/** `action.yml`: a shim without dependencies, so what is reviewed is what runs. */
export function actionText(): string {
  const inputs = CI_INPUTS.map(
    ({ name, says, preset }) =>
      `  ${name}:\n    description: ${JSON.stringify(says)}\n    default: ${JSON.stringify(preset)}`,
  )
  const outputs = CI_OUTPUTS.map(({ name, says }) => `  ${name}:\n    description: ${JSON.stringify(says)}`)
  return `# ${MADE}
name: cliq-ds
description: Review and apply schema changes of Zoho Cliq Datastores
branding: { icon: database, color: blue }
inputs:
${inputs.join('\n')}
  github-token:
    description: "the token that writes comments and reads reviews"
    default: \${{ github.token }}
outputs:
${outputs.join('\n')}
runs:
  using: node24
  main: action/main.mjs
  post: action/post.mjs
`
}

/** The table as the shim reads it. */
export function shimTable(): string {
  const rows = CI_INPUTS.filter(each => each.option !== '').map(({ name, option, of }) => ({ name, option, of }))
  return `${JSON.stringify(rows, null, 2)}\n`
}

/** docs/ci.md. */
export function ciPage(): string {
  const inputs = CI_INPUTS.map(
    ({ name, says, preset, inLab }) =>
      `| \`${name}\` | ${says} | ${preset === '' ? '' : `\`${preset}\``} | ${inLab === true ? 'yes' : ''} |`,
  )
  const outputs = CI_OUTPUTS.map(({ name, says }) => `| \`${name}\` | ${says} |`)
  return `# Reviews in pipelines

${MADE}

A pull request shows in one comment what an apply would change, lose and cost, in every environment. The merge applies only that:
\`apply --reviewed\` compares its plan, datastore by datastore, with what the comments of merged pull requests showed for the commit that
was merged, and refuses the rest with exit 5. \`cliq-ds init\` writes the pipeline below (\`--ci github\`, \`gitlab\` or \`none\`).

What happens with a comment:

- It is edited in place. Each environment has a slot in its hidden first line; jobs that plan one environment each share the comment.
- Losses come first and are never cut. If losses alone are too long for a comment, the slot approves nothing.
- A comment that somebody edited, a second one, one that somebody else wrote, a slot of an older commit: none of them approves anything.
- Whoever can run a workflow with the token of this repository can write as its bot. Set \`CLIQ_DS_REVIEW_KEY\` (any long text, the same in
  the jobs that review and in those that apply), and only signed slots are believed.
- While it is applied, the slot says so, and a job that was killed is resumed by the same command on any machine. Afterwards it is closed.
- What nobody reviewed is applied by hand: the refused job prints the plan, its digest and the command,
  \`cliq-ds apply --env production --expect sha256-v1:…\`. Losses always need \`--allow\` or \`allow\` in the config too.

A pull request of a fork has no secrets. It is planned from the lock file, none of its code is run (so its config must be YAML or JSON:
\`cliq-ds init --yaml\`), and the plan is in the job summary. \`pull_request_target\` with a stranger's code is refused.

| job | permissions at GitHub |
|---|---|
| \`review\` | \`contents: read\`, \`pull-requests: write\` |
| \`apply --reviewed\` | \`pull-requests: write\`; \`contents: write\` if the lock file is on a branch |
| \`drift --issue\` | \`contents: read\`, \`issues: write\` |

If the token lacks a permission, the job warns and prints the text to paste; it never fails.

## GitHub

\`\`\`yaml
${gitHubWorkflow({ folder: '.' }).trimEnd()}
\`\`\`

### As an action

The action only maps its inputs to commands. It runs the cliq-ds that the project has installed, or an exact \`version\`.

\`\`\`yaml
- run: npm ci --ignore-scripts
- uses: OWNER/cliq-ds@COMMIT
  with: { command: review }
  env:
    CLIQ_CLIENT_ID: \${{ secrets.CLIQ_PLAN_CLIENT_ID }}
    CLIQ_CLIENT_SECRET: \${{ secrets.CLIQ_PLAN_CLIENT_SECRET }}
    CLIQ_REFRESH_TOKEN: \${{ secrets.CLIQ_PLAN_REFRESH_TOKEN }}
\`\`\`

| input | what it says | default | GitLab |
|---|---|---|---|
${inputs.join('\n')}
| \`github-token\` | the token that writes comments and reads reviews | that of the job | |

| output | what it contains |
|---|---|
${outputs.join('\n')}

## GitLab

\`\`\`yaml
${gitLabPipeline({ folder: '.' }).trimEnd()}
\`\`\`

The component \`templates/cliq-ds/template.yml\` has the same jobs, and the inputs above that are marked. Without \`environments\` it
only reviews; with them it applies what was reviewed, in their order, and reports drift on a schedule. \`apply-when: manual\` waits
for a person, \`stage\` is the stage of its jobs.

\`\`\`yaml
include:
  - component: $CI_SERVER_FQDN/GROUP/cliq-ds/cliq-ds@COMMIT
    inputs: { environments: "staging,production", apply-when: manual }
\`\`\`

\`CLIQ_DS_DOTENV=FILE\` writes the outputs above as
\`CLIQ_DS_…\` variables for \`artifacts:reports:dotenv\`.

## Any other

\`\`\`sh
npm ci --ignore-scripts
npx --no -- cliq-ds check --base origin/main
npx --no -- cliq-ds plan --env staging --report markdown=plan.md --report html=plan.html --out staging.plan.json
# after the review, on one runner at a time:
npx --no -- cliq-ds apply staging.plan.json
\`\`\`

A saved plan is applied as it was reviewed, or refused; \`--expect DIGEST\` does the same without the file.

## Settings of the forge for tests and own hosts

\`GITHUB_API_URL\`, \`GITHUB_GRAPHQL_URL\`, \`CI_API_V4_URL\` and \`CI_API_GRAPHQL_URL\` are read as the pipelines set them. A token goes to
https addresses alone, or to this machine. \`CLIQ_DS_REVIEW_AUTHORS\` names ids of GitLab users, with commas, that count as us besides the
user of the token.
`
}
