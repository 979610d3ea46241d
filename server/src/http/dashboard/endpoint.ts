import type { Operation, OperationResult } from '@imbachat/protocol/http/operation'
import type { BeforeSendReport, BeforeSendStatus } from '@imbachat/protocol/http/widget/before-send'
import type { ConnectionReport, PageFinding, SiteStatus } from '@imbachat/protocol/http/widget/site-checks'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import type { SharedRates } from '../../chat/shared-rates.ts'
import type { PeopleQuestion } from '../../chat/users/user.ts'
import type { Widget } from '../../chat/widget.ts'
import type { Config } from '../../config/config.ts'
import type { Accounts, Caller } from '../../dashboard/accounts/accounts.ts'
import type { Administration } from '../../dashboard/administration/administration.ts'
import type { Audit, AuditDetails } from '../../dashboard/audit/audit.ts'
import type { Bots } from '../../dashboard/bots/bots.ts'
import type { CallTests } from '../../dashboard/call-tests/call-tests.ts'
import type { Connect } from '../../dashboard/connect/connect.ts'
import type { ApiKeys } from '../../dashboard/keys/api-keys.ts'
import type { MailQueue } from '../../dashboard/mails.ts'
import type { SiteSignIn } from '../../dashboard/site-sign-in/site-sign-in.ts'
import type { Statistics } from '../../dashboard/statistics/statistics.ts'
import type { Team } from '../../dashboard/team/team.ts'
import type { TeamNotices } from '../../dashboard/team-notices/team-notices.ts'
import type { TeamPush } from '../../dashboard/team-notices/team-push.ts'
import type { TestUsers } from '../../dashboard/test-users/test-users.ts'
import type { Widgets } from '../../dashboard/widgets/widgets.ts'
import type { Broadcasts } from '../../moderation/broadcasts/broadcasts.ts'
import type { Monitor } from '../../moderation/monitor/monitor.ts'
import type { People } from '../../moderation/people/people.ts'
import type { Reports } from '../../moderation/reports/reports.ts'
import type { WaitingWork } from '../../moderation/reports/waiting.ts'
import type { Appeals } from '../../moderation/restrictions/appeals.ts'
import type { ModeratedRooms } from '../../moderation/rooms/rooms.ts'
import type { Rules } from '../../moderation/rules/rules.ts'
import type { UnreadMails } from '../../notifications/mail/mail-channel.ts'
import type { SentNotifications } from '../../notifications/sent-notifications.ts'
import type { WhyNotified } from '../../notifications/why-notified.ts'
import type { Webhooks } from '../../webhooks/webhooks.ts'
import type { ParsedInput } from '../read-input.ts'

/** The functions of `site` that the dashboard uses. */
export interface SiteChecks {
  testConnection(widget: Widget, user_id: string): Promise<ConnectionReport>
  testPeople(widget: Widget, template: string, question: PeopleQuestion): Promise<ConnectionReport>
  /** what an embedding page lacks */
  checkPage(widget: Widget, page: { url: string; publicUrl: string }): Promise<PageFinding[]>
  status(widget: Pick<Widget, 'id' | 'users_info_url'>): SiteStatus
}

/** The part of the before-send client that the dashboard uses. */
export interface BeforeSendChecks {
  /** on all nodes */
  status(widget_id: number): Promise<BeforeSendStatus>
  test(widget: Widget, url: string, text: string): Promise<BeforeSendReport>
}

export interface DashboardDeps {
  accounts: Accounts
  siteSignIn: SiteSignIn
  team: Team
  audit: Audit
  administration: Administration
  webhooks: Webhooks
  sentNotifications: SentNotifications
  whyNotified: WhyNotified
  teamNotices: Pick<TeamNotices, 'choice' | 'change'>
  /** null: this server sends no notifications to browsers */
  teamPush: Pick<TeamPush, 'publicKey' | 'isOn' | 'turnOn' | 'turnOff'> | null
  widgets: Widgets
  apiKeys: ApiKeys
  bots: Bots
  connect: Connect
  testUsers: TestUsers
  callTests: CallTests
  reports: Reports
  people: People
  broadcasts: Broadcasts
  monitor: Monitor
  appeals: Appeals
  waitingWork: WaitingWork
  statistics: Statistics
  /** users with a connection now, on all nodes */
  online(widget_id: number): number
  rooms: ModeratedRooms
  rules: Rules
  site: SiteChecks
  beforeSend: BeforeSendChecks
  rates: SharedRates
  clock: Clock
  config: Pick<Config, 'publicUrl'>
  log: Log
  /** null: this server sends no mail */
  mail: MailQueue | null
  unreadMails: Pick<UnreadMails, 'test'>
  /** @throws ChatError rate_limited when this account makes the server call out too often */
  takeSiteCall(actor: DashboardPrincipal): void
  /** @throws ChatError rate_limited when this account changes things too often */
  takeChange(actor: DashboardPrincipal): void
  /** @throws ChatError rate_limited when this account sends too much mail */
  takeMail(actor: DashboardPrincipal): void
  /** @throws ChatError rate_limited when this account makes the server read many rows too often */
  takeSearch(actor: DashboardPrincipal): void
}

export interface EndpointRequest<O extends Operation> extends ParsedInput<O> {
  /** who asks; nobody in an operation that is open to all */
  actor: O['access'] extends 'open' | 'site' ? null : DashboardPrincipal
  caller: Caller
}

export interface EndpointAnswer<O extends Operation> {
  result: OperationResult<O>
  /** whole Set-Cookie values */
  cookies?: string[]
  /** Details for the audit log, besides the operation, the person and the parameters of the path. */
  audit?: {
    /** who did it, where nobody was signed in before */
    as?: { account_id: string; email: string }
    /** where the path names none */
    widget_id?: number
    target?: string
    /** several things that it acted on: each gets an entry */
    targets?: readonly string[]
    details?: AuditDetails
    /** true: nothing changed */
    nothing?: boolean
  }
}

/** The handler of an operation. */
export type Act<O extends Operation> = (request: EndpointRequest<O>, deps: DashboardDeps) => Promise<EndpointAnswer<O>>

/** An act for each operation of a table. */
export type Acts<Operations extends Record<string, Operation>> = { [Id in keyof Operations]: Act<Operations[Id]> }
