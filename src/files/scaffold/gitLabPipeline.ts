import type { Pipeline } from './workflows.ts'

/** What gives a job of GitLab the user who may only read. */
export const LAB_PLAN_USER =
  'export CLIQ_CLIENT_ID="$CLIQ_PLAN_CLIENT_ID" CLIQ_CLIENT_SECRET="$CLIQ_PLAN_CLIENT_SECRET" CLIQ_REFRESH_TOKEN="$CLIQ_PLAN_REFRESH_TOKEN"'

/** The pipeline of GitLab: the same jobs, with a resource group as the queue. */
export function gitLabPipeline({ folder }: Pipeline): string {
  return `${labHead(folder)}${labReview(folder === '.' ? '' : `${folder}/`)}${LAB_APPLY}`
}

function labHead(folder: string): string {
  const enter = folder === '.' ? '' : `    - cd ${JSON.stringify(folder)}\n`
  return `# What this relies on: a lock file on a branch or behind the state of GitLab (lockFile in the config), and settings (Settings -> CI/CD -> Variables, all of them masked):
# - GITLAB_TOKEN: a project access token with the scope api; CI_JOB_TOKEN cannot comment. A new one is a new user:
#   name the ids of earlier ones in CLIQ_DS_REVIEW_AUTHORS;
# - CLIQ_PLAN_CLIENT_ID, CLIQ_PLAN_CLIENT_SECRET, CLIQ_PLAN_REFRESH_TOKEN: a user who may only read;
# - CLIQ_CLIENT_ID, CLIQ_CLIENT_SECRET, CLIQ_REFRESH_TOKEN: protected, for the environments staging and production;
# - optional: CLIQ_DS_REVIEW_KEY, any long text: only signed reviews are then believed.
workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_PIPELINE_SOURCE == "schedule"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

default:
  image: node:24
  interruptible: false
  timeout: 1h
  before_script:
${enter}    - npm ci --ignore-scripts

variables:
  # check needs the commit that both branches come from.
  GIT_DEPTH: "0"
  # By hand (Build -> Pipelines -> New pipeline): what a refused job printed.
  ENVIRONMENT:
    value: ""
    description: Where to apply
    options: ["", staging, production]
  EXPECT:
    value: ""
    description: Digest of the plan, as it was printed
  ALLOW:
    value: ""
    description: Consents to losses, with commas

.plan:
  resource_group: cliq-ds-plan
  before_script:
${enter}    - npm ci --ignore-scripts
    - ${LAB_PLAN_USER}

`
}

function labReview(below: string): string {
  return `review:
  extends: .plan
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - git fetch --quiet origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
    - npx --no -- cliq-ds check --base FETCH_HEAD
    - npx --no -- cliq-ds review --report terraform=plan.tfplan.json --report codequality=quality.json
  artifacts:
    when: always
    access: developer
    reports:
      terraform: ${below}plan.tfplan.json
      codequality: ${below}quality.json

`
}

function labApply(environment: string, manual: string): string {
  return `${environment}:
  resource_group: cliq-ds-apply
  environment: ${environment}
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
      when: never
    - if: $ENVIRONMENT != "" && $ENVIRONMENT != "${environment}"
      when: never
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
${manual}  script:
    - |
      set -- apply --env ${environment}
      if [ -n "$EXPECT" ]; then set -- "$@" --expect "$EXPECT"; else set -- "$@" --reviewed; fi
      if [ -n "$ALLOW" ]; then set -- "$@" --allow "$ALLOW"; fi
      npx --no -- cliq-ds "$@"
`
}

const LAB_APPLY = `${labApply('staging', '')}
${labApply('production', '      when: manual\n')}
drift:
  extends: .plan
  parallel:
    matrix:
      - TARGET: [staging, production]
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - npx --no -- cliq-ds drift --issue --env "$TARGET" || [ $? -eq 3 ]
`
