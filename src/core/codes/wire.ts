import type { CodeTable } from './facts.ts'
import { refusalCodes } from './refusal.ts'

/** The codes of the wire: refusals of Cliq, credentials, waits, the network, hosts. */
export const wireCodes: CodeTable = {
  ...refusalCodes,
  AU101: {
    title: 'token not accepted',
    why: 'The access token expired, was evicted by newer ones, or belongs to another data centre.',
    fix: 'Get a new one. In a pipeline, give client id, client secret and refresh token instead.',
    next: 'cliq-ds auth status',
  },
  AU102: {
    title: 'scope missing',
    why: 'Each call needs its scope, and a refreshed token keeps the scopes it was given at first.',
    fix: 'Authorise again with all scopes that the plan lists.',
    next: 'cliq-ds auth login',
  },
  AU103: {
    title: 'client not known',
    why: 'Zoho does not know the client id or its secret, or the org lives in another data centre.',
    fix: 'Check both, and dataCenter.',
    next: 'cliq-ds doctor',
  },
  AU104: {
    title: 'refresh token not accepted',
    why: 'It was revoked, or evicted by the 21st of the same user and client.',
    fix: 'Authorise again.',
    next: 'cliq-ds auth login',
  },
  AU105: {
    title: 'too many tokens',
    why: 'Zoho mints 10 access tokens in 10 minutes per refresh token, then none for up to 30 minutes.',
    fix: 'Wait. Let jobs share one token, and keep the state folder between runs.',
    next: 'cliq-ds auth status',
  },
  AU106: {
    title: 'no token',
    why: 'The accounts server did not answer, or not as documented.',
    fix: 'Check the network and accountsUrl, then run it again.',
    next: 'cliq-ds doctor',
  },
  AU107: {
    title: 'another data centre',
    why: 'An account lives in one data centre, and only that one lets it in.',
    fix: 'Set dataCenter to the one that the message names, then log in again.',
    next: 'cliq-ds auth login',
  },
  AU108: {
    title: 'login turned down',
    why: 'Nobody confirmed the code in time, or someone declined it.',
    fix: 'Log in again, and confirm the code in time.',
    next: 'cliq-ds auth login',
  },
  RL101: {
    title: 'locked out',
    why: 'Cliq refuses this operation for some minutes after one call too many.',
    fix: 'Run the same command again after the time that the message names: it continues where it stopped.',
    next: 'cliq-ds doctor',
  },
  RL102: {
    title: 'time budget too short',
    why: 'The next call may go only after the end that --max-duration sets.',
    fix: 'Run the same command again later, or allow more time.',
    next: 'cliq-ds plan',
  },
  RL103: {
    title: 'limit learned',
    why: 'Cliq refused a call although our own count was within the documented limit.',
    fix: 'Nothing, if it is rare. Else set rateLimits, or use a Cliq user that no other program uses.',
    next: 'cliq-ds doctor',
  },
  RL104: {
    title: 'refused again and again',
    why: 'After each lock-out Cliq refused the first call again.',
    fix: 'Stop other programs that use the same Cliq user, then run the same command again.',
    next: 'cliq-ds doctor',
  },
  RL105: {
    title: 'time budget over',
    why: 'The run was told with --max-duration how long it may take. What it began is finished and written down.',
    fix: 'Run the same command again: it continues where it stopped.',
  },
  RL106: {
    title: 'time for a part',
    why: 'By its own estimate the plan takes longer than --max-duration leaves. What fits is done, in order, and written down.',
    fix: 'Allow more time, or run the same command again afterwards: it continues where it stopped.',
  },
  NT101: {
    title: 'Cliq not reachable',
    why: 'The host has no address, or refuses connections.',
    fix: 'Check the network, and apiUrl if it is set.',
    next: 'cliq-ds doctor',
  },
  NT102: {
    title: 'no connection in time',
    why: 'The host did not answer within 10 seconds.',
    fix: 'Check the network and the proxy.',
    next: 'cliq-ds doctor',
  },
  NT103: {
    title: 'certificate does not hold',
    why: 'Someone other than Zoho may be answering, so nothing was sent.',
    fix: 'Find what stands between, such as a proxy; NODE_EXTRA_CA_CERTS names its certificate.',
    next: 'cliq-ds doctor',
  },
  NT104: {
    title: 'answer lost',
    why: 'The connection ended before the answer was whole, so a write may have taken effect.',
    fix: 'Run the same command again: it reads first.',
    next: 'cliq-ds plan',
  },
  NT105: {
    title: 'fault of Cliq',
    why: 'The server failed (HTTP 5xx); a write may have taken effect.',
    fix: 'Run the same command again later: it reads first.',
    next: 'cliq-ds plan',
  },
  NT106: {
    title: 'answer unreadable',
    why: 'The answer is not what the API documents, so it counts neither as success nor as failure.',
    fix: 'Run the same command again with --debug; report it if it stays.',
    next: 'cliq-ds plan --debug',
  },
  NT107: {
    title: 'redirect',
    why: 'Redirects are never followed: they would carry the token elsewhere, or turn a delete into a read.',
    fix: 'Check apiUrl.',
    next: 'cliq-ds doctor',
  },
  NT108: {
    title: 'listing without end',
    why: 'A page token came again, so the listing may not be whole, and nothing counts as absent.',
    fix: 'Run the command again.',
    next: 'cliq-ds plan',
  },
  NT109: {
    title: 'listing perhaps cut',
    why: 'Cliq gave one full page and no token for the next, so nothing counts as absent.',
    fix: 'Run the command again; report it if it stays.',
    next: 'cliq-ds plan',
  },
  CF801: {
    title: 'unknown host',
    why: 'Credentials go only to hosts of Zoho and to this machine, and no file of the project can widen that.',
    fix: 'Name the host in the environment variable CLIQ_DS_ALLOWED_HOSTS, if it is right.',
    next: 'cliq-ds doctor',
  },
  CF802: {
    title: 'not https',
    why: 'The token would be readable on the way.',
    fix: 'Write https://.',
    next: 'cliq-ds doctor',
  },
  CF803: {
    title: 'not a web address',
    why: 'apiUrl and accountsUrl are a host and a path, nothing more.',
    fix: 'Write it like https://cliq.zoho.eu/api/v3.',
    next: 'cliq-ds doctor',
  },
  CF804: {
    title: 'no API there',
    why: 'The host answers, but not as the Cliq API does.',
    fix: 'Check dataCenter, or apiUrl, which ends in /api/v3.',
    next: 'cliq-ds doctor',
  },
}
