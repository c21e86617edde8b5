/** Rooms that keep a promise, which let no mistake pass: what belongs to each. Any other room is a folder of the sources. */
const PROMISES: Readonly<Record<string, RegExp>> = {
  backup: /backup|restor|wholeReads|agreement/iu,
  lease: /\/lease\/|\/(?:lease|fence|holding|unlock|elapsed|guard)\.ts|leaseRows/u,
  journal: /journal|engine\/(?:book|loop|agreed)|model\/entry|commands\/(?:begun|moment)|drift\/unfinished/u,
  pacing:
    /core\/pace\/(?:book|handover|lanes|learned|ledger|pace|runs|sources)|cliq\/(?:governor|turns|admission|throttle|lessons|trials|book|handover|coldStart|limitWords|spent)\.ts|machine\/ledger|sharedLedger|world\/turns/u,
  secrets: /secret|redact|veil|excerpt|escape|credentials|config\/variables|machine\/tokens|stateDir|disk\/owner/iu,
  consent: /consent|model\/risk\.ts|plan\/ownership|rules\/(?:policy|allowance)|review\/(?:approval|believed|marks)/iu,
}

/** Whether a file of the sources is played with: code of ours that people run, of the room that was asked for. */
export function belongs(file: string, room: string): boolean {
  if (!file.endsWith('.ts') || /^src\/(?:emulator|build|files\/generated|core\/codes)/u.test(file)) return false
  const promise = PROMISES[room]
  if (promise !== undefined) return promise.test(file) && !file.startsWith('src/report/pages/')
  return room === '' || file.startsWith(`src/${room}/`)
}

/** Under which room a mistake is counted. */
export function roomOf(file: string, asked: string): string {
  return asked in PROMISES ? asked : (file.split('/')[1]?.replace('.ts', '') ?? '')
}
