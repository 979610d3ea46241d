import type { ComponentChildren } from 'preact'
import { isNarrow } from '../ui/hooks/narrow.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import { Popup } from '../ui/popup.tsx'

export interface SectionLink {
  name: string
  href: string
  icon: IconName
  label: string
  /** after the label */
  mark?: ComponentChildren
}

export interface SectionGroup {
  /** null: the only one */
  title: string | null
  links: readonly SectionLink[]
}

interface SectionLinksProps {
  label: string
  chosen: string
  groups: readonly SectionGroup[]
  /** what the reader must see without opening anything, where the sections are behind a button */
  mark?: ComponentChildren
}

/** The sections of a page: a column beside them; in a small window, behind a button that names the chosen one. */
export function SectionLinks({ label, chosen, groups, mark }: SectionLinksProps) {
  const links = groups
    .filter(({ links }) => links.length > 0)
    .map((group) => <Group key={group.title} group={group} chosen={chosen} />)
  if (!isNarrow.value) {
    return (
      <nav class="section-links" aria-label={label}>
        {links}
      </nav>
    )
  }
  const here = groups.flatMap(({ links }) => links).find(({ name }) => name === chosen)
  return (
    <nav class="section-menu" aria-label={label}>
      <Popup
        label={here ? `${label}: ${here.label}` : label}
        look="section-button"
        face={
          <>
            {here && <Icon name={here.icon} />}
            <span class="section-here">{here?.label ?? label}</span>
            {mark}
            <Icon name="down" />
          </>
        }
      >
        {links}
      </Popup>
    </nav>
  )
}

function Group({ group: { title, links }, chosen }: { group: SectionGroup; chosen: string }) {
  return (
    <div class="section-group">
      {title !== null && <h2 class="section-title">{title}</h2>}
      {links.map(({ name, href, icon, label, mark }) => (
        <a key={name} class="section-link" href={href} aria-current={name === chosen ? 'page' : undefined}>
          <Icon name={icon} />
          <span>
            {label}
            {mark}
          </span>
        </a>
      ))}
    </div>
  )
}
