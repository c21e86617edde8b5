/** Shells that have a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

/** What stands for a last word that has not begun, where a shell cannot pass an empty one. */
export const NOT_BEGUN = ':empty'
