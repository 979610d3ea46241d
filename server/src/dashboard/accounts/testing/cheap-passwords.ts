import type { PasswordCost } from '../auth-settings.ts'

/** For tests that are not about what a password costs: a hundredth of that, and the same algorithm. */
export const CHEAP_PASSWORDS: PasswordCost = { memoryCost: 512, timeCost: 1 }
