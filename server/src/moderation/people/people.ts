import { ChatError } from '@imbachat/protocol'
import type { PersonRoom, PersonView, TaskView, WholePerson } from '@imbachat/protocol/http/moderation/people'
import type { RestrictionKind } from '@imbachat/protocol/moderation/moderation'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { missing } from '../../chat/refusals.ts'
import { namesOf } from '../../chat/users/profiles.ts'
import { changeStanding, restrictionEnd } from '../restrictions/standing.ts'
import type { TaskFilter } from '../task.ts'
import { exportPerson, type PersonPart } from './export-person.ts'
import { findPeople, type PeopleList, type PeoplePage } from './find-people.ts'
import { decideHeldOfPerson, type HeldPage, heldOfPerson } from './held-of-person.ts'
import type { Devices, OfPerson, PeopleDeps } from './people-deps.ts'
import { type FilesPage, filesOfPerson, type OpenedPersonFile, openPersonFile } from './person-files.ts'
import { readPerson, roomsOfPerson } from './read-person.ts'
import { liftMany, type ManyPeople, restrictMany } from './restrict-many.ts'
import { type PersonTimeline, type PersonTimelinePage, timelineOfPerson } from './timeline.ts'

/** The users of a widget, for its team. Another account's widget answers as a missing one. */
export interface People {
  list(actor: DashboardPrincipal, widget_id: number, page: PeoplePage): Promise<PeopleList>
  /** @throws ChatError user_unknown, as all that follow */
  get(actor: DashboardPrincipal, person: OfPerson): Promise<WholePerson>
  rooms(
    actor: DashboardPrincipal,
    person: OfPerson,
    page: { cursor: string | null; limit: number },
  ): Promise<{ rooms: PersonRoom[]; next: string | null }>
  timeline(actor: DashboardPrincipal, person: OfPerson, page: PersonTimelinePage): Promise<PersonTimeline>
  devices(actor: DashboardPrincipal, person: OfPerson): ReturnType<Devices['list']>
  files(actor: DashboardPrincipal, person: OfPerson, page: { cursor: string | null; limit: number }): Promise<FilesPage>
  /** @throws ChatError file_not_found */
  openFile(actor: DashboardPrincipal, person: OfPerson, file_id: string): Promise<OpenedPersonFile>
  held(actor: DashboardPrincipal, person: OfPerson, page: { cursor: string | null; limit: number }): Promise<HeldPage>
  /** @throws ChatError message_not_found, banned, room_not_found */
  decideHeld(
    actor: DashboardPrincipal,
    person: OfPerson,
    message: { room_id: number; client_id: string; publish: boolean },
  ): Promise<void>
  signOut(actor: DashboardPrincipal, person: OfPerson): ReturnType<Devices['signOut']>
  /** For the site, when the user signs out there or is deleted: also ends what tokens made until now would open. */
  endSessions(person: OfPerson): ReturnType<Devices['signOut']>
  /** For the site. Asking again changes nothing. @returns false: the user was never here, or is erased already */
  eraseForSite(person: OfPerson): Promise<boolean>
  /** Asks the site now; waits for its answer, 3 s at most. */
  refresh(actor: DashboardPrincipal, person: OfPerson): Promise<WholePerson>
  restrict(
    actor: DashboardPrincipal,
    person: OfPerson,
    restriction: { kind: RestrictionKind; minutes: number | null; reason: string },
  ): Promise<WholePerson>
  lift(actor: DashboardPrincipal, person: OfPerson, kind: RestrictionKind): Promise<WholePerson>
  /** Without the users that the chat does not know. @returns those who were not restricted so before */
  restrictMany(
    actor: DashboardPrincipal,
    people: ManyPeople,
    restriction: { minutes: number | null; reason: string },
  ): Promise<PersonView[]>
  /** @returns those who were restricted so before */
  liftMany(actor: DashboardPrincipal, people: ManyPeople): Promise<PersonView[]>
  note(actor: DashboardPrincipal, person: OfPerson, text: string): Promise<WholePerson>
  forgetNote(actor: DashboardPrincipal, person: OfPerson, note_id: string): Promise<WholePerson>
  deleteMessages(actor: DashboardPrincipal, person: OfPerson): Promise<TaskView>
  /** `confirm`: the same id again. @throws ChatError invalid_field */
  erase(actor: DashboardPrincipal, person: OfPerson, confirm: string): Promise<TaskView>
  /** one part after the other, from `cursor` */
  export(actor: DashboardPrincipal, person: OfPerson, cursor: string | null): Promise<PersonPart>
  tasks(actor: DashboardPrincipal, widget_id: number, filter: TaskFilter): Promise<TaskView[]>
  stopTask(actor: DashboardPrincipal, widget_id: number, task_id: string): Promise<TaskView>
}

/** The actor of acts that the site's server asked for. */
const BY_THE_SITE = { kind: 'dashboard', account_id: 'site', email: '', role: null, site: null } as const

function unlessRunning(error: unknown): void {
  if (!(error instanceof ChatError) || error.code !== 'conflict') throw error
}

export function createPeople(deps: PeopleDeps): People {
  const { control, widgets, chat, devices, tasks, clock } = deps

  /** The endpoint has checked the role; this checks that the widget is one of the person's. */
  const mustBeInTeam = (actor: DashboardPrincipal, widget_id: number) => widgets.get(actor, widget_id)

  /** @throws ChatError user_unknown */
  async function mustBeKnown({ widget_id, user_id }: OfPerson): Promise<void> {
    const [known] = await chat.store.users(widget_id, [user_id])
    if (!known) throw missing('user', user_id)
  }

  /** The ids of the person and of all their profiles, the person first. */
  async function namesOfPerson({ widget_id, user_id }: OfPerson): Promise<string[]> {
    const user = await chat.users.stored(widget_id, user_id)
    return user ? namesOf(chat, widget_id, user) : [user_id]
  }

  async function signOut(person: OfPerson): Promise<{ ended: number; silent_nodes: number }> {
    let ended = 0
    let silent_nodes = 0
    for (const user_id of await namesOfPerson(person)) {
      const out = await devices.signOut({ ...person, user_id })
      ended += out.ended
      silent_nodes = out.silent_nodes
    }
    return { ended, silent_nodes }
  }

  /** With a person go their profiles: first, so that a second try finds those that the first one missed. */
  async function erase(actor: DashboardPrincipal, person: OfPerson): Promise<TaskView> {
    const [own, ...profiles] = await namesOfPerson(person)
    if (own === person.user_id) {
      for (const user_id of profiles) {
        await tasks.start(actor, { ...person, user_id, kind: 'erase' }).catch(unlessRunning)
      }
    }
    return tasks.start(actor, { ...person, kind: 'erase' })
  }

  async function forKnown<T>(actor: DashboardPrincipal, person: OfPerson, act: () => Promise<T>): Promise<T> {
    await mustBeInTeam(actor, person.widget_id)
    await mustBeKnown(person)
    return act()
  }

  return {
    async list(actor, widget_id, page) {
      await mustBeInTeam(actor, widget_id)
      return findPeople(deps, widget_id, page)
    },
    get: (actor, person) => forKnown(actor, person, () => readPerson(deps, person)),
    rooms: (actor, person, page) => forKnown(actor, person, () => roomsOfPerson(deps, person, page)),
    timeline: (actor, person, page) => forKnown(actor, person, () => timelineOfPerson(deps, person, page)),
    devices: (actor, person) => forKnown(actor, person, () => devices.list(person)),
    files: (actor, person, page) => forKnown(actor, person, () => filesOfPerson(deps, person, page)),
    openFile: (actor, person, file_id) =>
      forKnown(actor, person, () => openPersonFile(deps, person, { file_id, account_id: actor.account_id })),
    held: (actor, person, page) => forKnown(actor, person, () => heldOfPerson(deps, person, page)),
    decideHeld: (actor, person, message) =>
      forKnown(actor, person, () => decideHeldOfPerson(deps, actor, person, message)),
    signOut: (actor, person) => forKnown(actor, person, () => signOut(person)),
    async endSessions(person) {
      const { widget_id, user_id } = person
      // a user who never was here may hold a token, too
      await chat.store.touchUser({ widget_id, user_id })
      const names = await namesOfPerson(person)
      await control
        .updateTable('chat_user')
        .set({ tokens_from: clock.now() })
        .where('widget_id', '=', widget_id)
        .where('id', 'in', names)
        .execute()
      for (const name of names) {
        chat.users.forget(widget_id, name)
        // other nodes remember the user too; the user's own connections get nothing
        chat.bus.publish({ t: 'own', widget_id, user_id: name, items: [] })
      }
      return signOut(person)
    },
    async eraseForSite(person) {
      const [known] = await chat.store.users(person.widget_id, [person.user_id])
      if (!known) return false
      await erase(BY_THE_SITE, person).catch(unlessRunning)
      return true
    },
    refresh: (actor, person) =>
      forKnown(actor, person, async () => {
        await chat.users.refresh(person.widget_id, person.user_id)
        return readPerson(deps, person)
      }),
    restrict: (actor, person, { kind, minutes, reason }) =>
      forKnown(actor, person, async () => {
        const until = restrictionEnd(kind, minutes, clock.now())
        const id = Bun.randomUUIDv7()
        const by = actor.account_id
        await changeStanding(chat, { ...person, change: { act: 'give', id, kind, until, reason, by, report_id: null } })
        return readPerson(deps, person)
      }),
    lift: (actor, person, kind) =>
      forKnown(actor, person, async () => {
        await changeStanding(chat, { ...person, change: { act: 'lift', kind, by: actor.account_id } })
        return readPerson(deps, person)
      }),
    async restrictMany(actor, people, restriction) {
      await mustBeInTeam(actor, people.widget_id)
      return restrictMany(deps, actor, people, restriction)
    },
    async liftMany(actor, people) {
      await mustBeInTeam(actor, people.widget_id)
      return liftMany(deps, actor, people)
    },
    note: (actor, person, text) =>
      forKnown(actor, person, async () => {
        const { widget_id, user_id } = person
        const values = { widget_id, id: Bun.randomUUIDv7(), user_id, text }
        await control
          .insertInto('user_note')
          .values({ ...values, created_at: clock.now(), created_by: actor.account_id })
          .execute()
        return readPerson(deps, person)
      }),
    forgetNote: (actor, person, note_id) =>
      forKnown(actor, person, async () => {
        await control
          .deleteFrom('user_note')
          .where('widget_id', '=', person.widget_id)
          .where('id', '=', note_id)
          .where('user_id', '=', person.user_id)
          .execute()
        return readPerson(deps, person)
      }),
    deleteMessages: (actor, person) =>
      forKnown(actor, person, () => tasks.start(actor, { ...person, kind: 'delete_messages' })),
    erase: (actor, person, confirm) =>
      forKnown(actor, person, () => {
        if (confirm === person.user_id) return erase(actor, person)
        throw new ChatError('invalid_field', 'confirm must be the id of the user', { field: 'confirm' })
      }),
    export: (actor, person, cursor) => forKnown(actor, person, () => exportPerson(deps, person, cursor)),
    async tasks(actor, widget_id, filter) {
      await mustBeInTeam(actor, widget_id)
      return tasks.list(widget_id, filter)
    },
    async stopTask(actor, widget_id, task_id) {
      await mustBeInTeam(actor, widget_id)
      return tasks.stop(widget_id, task_id, 'delete_messages')
    },
  }
}
