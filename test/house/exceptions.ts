// The warnings of node:sqlite can be told from others only at the process itself, before the module is loaded.
const QUIET_SQLITE = 'src/emulator/database.ts node:process'
// The thread that runs a definition has a process of its own, from which it takes what reaches outside.
const OWN_THREAD = 'src/files/code/worker.ts node:process'

// `os.userInfo` throws where a user has no name, and nothing else tells whose files are our own.
const OWN_USER = 'src/files/disk/owner.ts node:process'
// Who calls the library hands over no process: unless told otherwise, it works in the one that it is called in.
const OWN_CALLER = 'src/world/library.ts node:process'
/** Files outside of the terminal that touch the process, each for the reason above it. */
export const MAY_TOUCH: ReadonlySet<string> = new Set([QUIET_SQLITE, OWN_THREAD, OWN_USER, OWN_CALLER])
