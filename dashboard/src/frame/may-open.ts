import { mayActAs, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { ACCOUNT_TABS, leastRole, type WidgetTab } from '../navigation/routes.ts'
import { isFromSite } from '../session.ts'

/** Whether the reader, in this role, has a use for the section. */
export const mayOpen = (tab: WidgetTab, role: WidgetRole): boolean =>
  mayActAs(role, leastRole[tab]) && !(isFromSite() && ACCOUNT_TABS.has(tab))
