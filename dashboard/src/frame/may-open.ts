import { mayActAs, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { ACCOUNT_TABS, leastRole, type WidgetTab } from '../navigation/routes.ts'
import { isFromSite } from '../session.ts'

/** True if the section is of use to this role. */
export const mayOpen = (tab: WidgetTab, role: WidgetRole): boolean =>
  mayActAs(role, leastRole[tab]) && !(isFromSite() && ACCOUNT_TABS.has(tab))
