import type { CodeTable } from './facts.ts'

/** The codes of the config and of the state folder. */
export const configCodes: CodeTable = {
  CF110: {
    title: 'no state folder',
    why: 'Leases and call ledgers are kept on this machine, and nothing says where.',
    fix: 'Set CLIQ_DS_STATE_DIR or HOME.',
  },
}
