/** Shells that have a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const
