/** Roles of a widget's team, from the least to the most. Each may do all that the roles before it may. */
export const WIDGET_ROLES = ['viewer', 'moderator', 'admin', 'owner'] as const
export type WidgetRole = (typeof WIDGET_ROLES)[number]

export const mayActAs = (role: WidgetRole, least: WidgetRole): boolean =>
  WIDGET_ROLES.indexOf(role) >= WIDGET_ROLES.indexOf(least)

/** Roles that a person may give, and whose holders they may change: owners all, admins those below their own. */
export const rolesToGive = (own: WidgetRole | null): readonly WidgetRole[] =>
  own === 'owner' ? WIDGET_ROLES : own === 'admin' ? ['viewer', 'moderator'] : []
