type Env = Readonly<Record<string, string | undefined>>

// Variables that pipelines set to the page of their run.
const PAGES = ['CI_JOB_URL', 'CIRCLE_BUILD_URL', 'BUILDKITE_BUILD_URL', 'BUILD_URL', 'TRAVIS_BUILD_WEB_URL']

/** The page of the pipeline's run, for whoever waits for it; '' outside of one. Only https, without user and query. */
export function runUrl(env: Env): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env
  const github = server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined
  const found = github ?? PAGES.map(name => env[name]).find(each => each !== undefined && each !== '') ?? ''
  if (!URL.canParse(found)) return ''
  const url = new URL(found)
  return url.protocol === 'https:' ? `${url.origin}${url.pathname}` : ''
}
