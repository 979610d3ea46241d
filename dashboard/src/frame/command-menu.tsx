import { mayActAs } from '@imbachat/protocol/http/widget/widget-roles'
import { matchesWords } from '@imbachat/protocol/text/matches-words'
import { useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { chooseLanguage, common, isLanguage, LANGUAGES, language } from '../i18n/index.ts'
import { askHere, asking } from '../navigation/act-from-address.ts'
import { navigate, query, route } from '../navigation/router.ts'
import { paths, WIDGET_TABS, type WidgetTab } from '../navigation/routes.ts'
import { ApiError, api, type ListedWidget } from '../requests/api.ts'
import { t as tWidget } from '../screens/widget/phrases.ts'
import { isFromSite, session } from '../session.ts'
import { chooseTheme, THEMES, theme } from '../theme.ts'
import { useModal } from '../ui/hooks/use-modal.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import { mayOpen } from './may-open.ts'
import { t } from './phrases.ts'

type GroupName = 'sections' | 'people' | 'rooms' | 'widgets' | 'acts'

interface Command {
  key: string
  group: GroupName
  icon: IconName
  label: string
  /** beside the label: distinguishes two entries of one name */
  note?: string
  run(): void
}

/** Milliseconds after the last key until the server is asked, and people and groups that it offers. */
const TYPED_MS = 200
const OFFERED = '6'

const go = (path: string) => () => navigate(path)

/** Finds anything in the dashboard by its name: sections, people, groups, widgets and commands. */
export function CommandMenu({ onClose }: { onClose: () => void }) {
  const dialog = useModal()
  const id = useId()
  const typed = useSignal('')
  const active = useSignal(0)
  const listed = useSignal<readonly ListedWidget[]>([])
  const found = useSignal<readonly Command[]>([])
  const hasFailed = useSignal(false)
  const list = useRef<HTMLDivElement>(null)
  const wanted = typed.value.trim()
  const here = route.value.screen === 'widget' ? route.value.widget_id : null
  const widget = listed.value.find(({ widget_id }) => widget_id === here)

  async function ask<T>(answer: Promise<T>): Promise<T | null> {
    try {
      return await answer
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal
      hasFailed.value = true
      return null
    }
  }

  useEffect(() => {
    void ask(api.widgets(null)).then((page) => {
      if (page) listed.value = page.widgets
    })
  }, [])

  useEffect(() => {
    active.value = 0
    found.value = []
    if (wanted === '' || !widget) return
    let ended = false
    const { widget_id, role } = widget
    const asked = { query: wanted.slice(0, 100), limit: OFFERED }
    async function look(): Promise<void> {
      hasFailed.value = false
      const [people, rooms] = await Promise.all([
        mayOpen('people', role) ? ask(api.call('people.list', { widget_id, query: asked })) : null,
        mayOpen('rooms', role) ? ask(api.call('widget_rooms.list', { widget_id, query: asked })) : null,
      ])
      if (ended) return
      found.value = [
        ...(people?.people ?? []).map(
          ({ user, email }): Command => ({
            key: `person ${user.user_id}`,
            group: 'people',
            icon: 'team',
            label: user.name,
            note: email ?? user.user_id,
            run: go(`${paths.widget(widget_id, 'people')}?user=${encodeURIComponent(user.user_id)}`),
          }),
        ),
        ...(rooms?.rooms ?? []).map(
          ({ room_id, title }): Command => ({
            key: `room ${room_id}`,
            group: 'rooms',
            icon: 'rooms',
            label: title ?? `${room_id}`,
            run: go(`${paths.widget(widget_id, 'rooms')}?room=${room_id}`),
          }),
        ),
      ]
    }
    const timer = setTimeout(() => void look(), TYPED_MS)
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [wanted, widget])

  const named = (all: readonly Command[]) => best(all, wanted)
  const commands = [
    ...named(widget ? sectionsOf(widget) : []),
    ...found.value,
    ...named(listed.value.filter((one) => one !== widget).map(toWidget)),
    ...named([...(widget ? actsOn(widget) : []), ...acts()]),
  ]
  const at = Math.min(active.value, commands.length - 1)

  function run(command: Command | undefined): void {
    if (!command) return
    onClose()
    command.run()
  }
  function move(to: number): void {
    if (commands.length === 0) return
    active.value = (to + commands.length) % commands.length
    list.current?.querySelector(`#${CSS.escape(`${id}-${active.value}`)}`)?.scrollIntoView({ block: 'nearest' })
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') move(at + 1)
    else if (event.key === 'ArrowUp') move(at - 1)
    else if (event.key === 'Enter') run(commands[at])
    else return
    event.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Escape
    <dialog
      ref={dialog}
      class="dialog commands"
      aria-label={t('find_label')}
      onClose={onClose}
      onClick={({ target }) => {
        if (target === dialog.current) onClose()
      }}
    >
      <input
        class="commands-input"
        type="text"
        role="combobox"
        aria-label={t('find_label')}
        aria-autocomplete="list"
        aria-expanded={commands.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={commands[at] ? `${id}-${at}` : undefined}
        placeholder={t('find_placeholder')}
        autoComplete="off"
        autoCapitalize="none"
        spellcheck={false}
        maxLength={100}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        class="commands-list"
        role="listbox"
        id={`${id}-list`}
        aria-label={t('find_results')}
        tabIndex={-1}
      >
        {commands.map((command, place) => (
          <Row
            key={command.key}
            id={`${id}-${place}`}
            command={command}
            isFirst={commands[place - 1]?.group !== command.group}
            isActive={place === at}
            onRun={() => run(command)}
          />
        ))}
      </div>
      <p class="commands-foot hint" role="status">
        {hasFailed.value ? t('find_failed') : commands.length === 0 && t('find_none')}
        {!hasFailed.value && commands.length > 0 && <span class="commands-keys">{t('find_hint')}</span>}
      </p>
    </dialog>
  )
}

interface RowProps {
  id: string
  command: Command
  /** of its group */
  isFirst: boolean
  isActive: boolean
  onRun: () => void
}

function Row({ id, command: { group, icon, label, note }, isFirst, isActive, onRun }: RowProps) {
  return (
    <>
      {isFirst && (
        <p class="section-title" aria-hidden="true">
          {t(`group_${group}`)}
        </p>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field */}
      <div
        class="command"
        role="option"
        tabIndex={-1}
        id={id}
        aria-selected={isActive}
        // the field keeps the focus
        onPointerDown={(event) => event.preventDefault()}
        onClick={onRun}
      >
        <Icon name={icon} />
        <bdi class="command-label">{label}</bdi>
        {note !== undefined && <bdi class="hint command-note">{note}</bdi>}
      </div>
    </>
  )
}

/** Those that have every word of the query; first those with a word that begins with it. */
function best(all: readonly Command[], wanted: string): Command[] {
  const begins = ({ label }: Command) =>
    label
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(wanted.toLowerCase()))
  return all
    .filter(({ label, note = '' }) => matchesWords(`${label} ${note}`, wanted))
    .sort((one, other) => Number(begins(other)) - Number(begins(one)))
}

const sectionsOf = ({ widget_id, role }: ListedWidget): Command[] =>
  WIDGET_TABS.filter((tab) => mayOpen(tab, role)).map((tab) => ({
    key: `section ${tab}`,
    group: 'sections',
    icon: tab,
    label: tWidget(`tab.${tab}`),
    run: go(paths.widget(widget_id, tab)),
  }))

const toWidget = ({ widget_id, name, origins }: ListedWidget): Command => ({
  key: `widget ${widget_id}`,
  group: 'widgets',
  icon: 'site',
  label: name,
  note: origins[0] ?? `${widget_id}`,
  run: go(paths.widget(widget_id)),
})

/** Commands of this widget, and of the person whose page is open. */
function actsOn({ widget_id, role }: ListedWidget): Command[] {
  const all: Command[] = []
  const add = (key: string, icon: IconName, label: string, run: () => void) =>
    all.push({ key, group: 'acts', icon, label, run })
  const begin = (tab: WidgetTab, act: string) => go(`${paths.widget(widget_id, tab)}?${asking(act)}`)
  const now = route.value
  const isPerson = now.screen === 'widget' && now.tab === 'people' && query.value.has('user')
  if (isPerson && mayOpen('people', role)) {
    add('mute', 'people', t('act_mute'), () => askHere('mute'))
    add('ban', 'people', t('act_ban'), () => askHere('ban'))
  }
  if (mayOpen('rooms', role)) add('room', 'rooms', t('act_room'), begin('rooms', 'new'))
  if (mayActAs(role, 'admin')) {
    add('broadcast', 'broadcasts', t('act_broadcast'), begin('broadcasts', 'new'))
    if (mayOpen('team', role)) add('invite', 'team', t('act_invite'), begin('team', 'invite'))
    add('rename', 'features', t('act_rename'), begin('features', 'rename'))
  }
  if (role === 'owner') add('delete', 'features', t('act_delete'), begin('features', 'delete'))
  return all
}

function acts(): Command[] {
  const now = session.value
  const all: Command[] = []
  const add = (key: string, icon: IconName, label: string, run: () => void) =>
    all.push({ key, group: 'acts', icon, label, run })
  add('widgets', 'site', common('nav.widgets'), go(paths.widgets))
  if (!isFromSite()) add('account', 'team', common('nav.account'), go(paths.account))
  if ('administrator' in now && now.administrator) add('server', 'storage', common('nav.server'), go(paths.server()))
  for (const name of THEMES) {
    if (name === theme.value) continue
    add(`theme ${name}`, 'moon', t('act_theme', { theme: common(`theme.${name}`) }), () => chooseTheme(name))
  }
  for (const [tag, name] of Object.entries(LANGUAGES)) {
    if (tag === language.value || !isLanguage(tag)) continue
    add(`language ${tag}`, 'site', t('act_language', { language: name }), () => chooseLanguage(tag))
  }
  return all
}
