import { LAB_PLAN_USER } from '../../files/scaffold/gitLabPipeline.ts'
import { CI_INPUTS } from './inputs.ts'
import type { CiInput } from './inputs.ts'

const MADE = 'Made by `npm run docs` from src/build/ci/.'

const INPUTS = CI_INPUTS.filter(each => each.inLab === true)

/** The component of GitLab: the jobs of the pipeline that `init` writes, with the inputs of the action that GitLab has use for. */
export function componentText(): string {
  const inputs = INPUTS.map(
    ({ name, says, preset }) =>
      `    ${name}:\n      description: ${JSON.stringify(says)}\n      default: ${JSON.stringify(preset)}`,
  )
  // A value is handed over as a variable that nothing expands, so no input is read as a command.
  const variables = INPUTS.map(
    ({ name }) => `    ${variableOf(name)}:\n      value: "$[[ inputs.${name} ]]"\n      expand: false`,
  )
  return `# ${MADE}
spec:
  inputs:
    stage:
      description: "the stage of the jobs"
      default: test
    apply-when:
      description: "on_success, or manual to wait for a person"
      default: on_success
      options: [on_success, manual]
${inputs.join('\n')}
---
.cliq-ds:
  stage: $[[ inputs.stage ]]
  image: node:24
  interruptible: false
  timeout: 1h
  variables:
    # check needs the commit that both branches come from.
    GIT_DEPTH: "0"
${variables.join('\n')}
  before_script:
    - cd "$${variableOf('working-directory')}"
    - npm ci --ignore-scripts

cliq-ds-review:
  extends: .cliq-ds
  resource_group: cliq-ds-plan
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - |
      ${LAB_PLAN_USER}
      git fetch --quiet origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
${optionsOf('check')}
      npx --no -- cliq-ds check --base FETCH_HEAD "$@"
${optionsOf('review')}
      if [ -n "$${variableOf('environments')}" ]; then set -- "$@" --env "$${variableOf('environments')}"; fi
      npx --no -- cliq-ds review --report terraform=plan.tfplan.json --report codequality=quality.json "$@"
  artifacts:
    when: always
    access: developer
    reports:
      terraform: "$[[ inputs.working-directory ]]/plan.tfplan.json"
      codequality: "$[[ inputs.working-directory ]]/quality.json"

cliq-ds-apply:
  extends: .cliq-ds
  resource_group: cliq-ds-apply
  rules:
    - if: '"$[[ inputs.environments ]]" == "" || $CI_PIPELINE_SOURCE == "schedule"'
      when: never
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      when: $[[ inputs.apply-when ]]
  script:
    - |
${optionsOf('apply')}
      for each in $(echo "$${variableOf('environments')}" | tr ',' ' '); do
        npx --no -- cliq-ds apply --env "$each" --reviewed "$@" || exit $?
      done

cliq-ds-drift:
  extends: .cliq-ds
  resource_group: cliq-ds-plan
  rules:
    - if: '"$[[ inputs.environments ]]" == ""'
      when: never
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - |
      ${LAB_PLAN_USER}
${optionsOf('drift')}
      for each in $(echo "$${variableOf('environments')}" | tr ',' ' '); do
        npx --no -- cliq-ds drift --issue --env "$each" "$@" || [ $? -eq 3 ]
      done
`
}

function variableOf(name: string): string {
  return `CLIQ_DS_INPUT_${name.toUpperCase().replaceAll('-', '_')}`
}

// The options of one command as the arguments of the shell, a line of a value each.
function optionsOf(command: string): string {
  const own = INPUTS.filter(each => each.option !== '' && (each.of.length === 0 || each.of.includes(command)))
  return ['set --', ...own.flatMap(optionLines)].map(line => `      ${line}`).join('\n')
}

function optionLines({ name, option, preset }: CiInput): readonly string[] {
  const variable = `$${variableOf(name)}`
  if (option.startsWith('--no-')) return [`if [ "${variable}" = false ]; then set -- "$@" ${option}; fi`]
  if (preset !== '') return [`set -- "$@" ${option} "${variable}"`]
  return [
    `while IFS= read -r each; do`,
    `  if [ -n "$each" ]; then set -- "$@" ${option} "$each"; fi`,
    `done <<VALUES`,
    variable,
    `VALUES`,
  ]
}
