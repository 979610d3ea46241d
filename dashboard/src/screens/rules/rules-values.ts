import type { RulesView } from '../../requests/api.ts'

export type RulesValues = RulesView['rules']
