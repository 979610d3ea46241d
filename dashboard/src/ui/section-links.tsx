import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon, type IconName } from './icon.tsx'

export interface SectionLink {
  name: string
  href: string
  icon: IconName
  label: string
  /** after the label */
  mark?: ComponentChildren
}

interface SectionLinksProps {
  label: string
  chosen: string
  groups: readonly (readonly SectionLink[])[]
}

/** The sections of a page: a column beside them; on a phone, a strip above them that scrolls to the chosen one. */
export function SectionLinks({ label, chosen, groups }: SectionLinksProps) {
  const strip = useRef<HTMLElement>(null)
  useEffect(() => {
    strip.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [chosen])
  return (
    <nav ref={strip} class="section-links" aria-label={label}>
      {groups.map(
        (links) =>
          links.length > 0 && (
            <div key={links[0]?.name} class="section-group">
              {links.map(({ name, href, icon, label: said, mark }) => (
                <a key={name} class="section-link" href={href} aria-current={name === chosen ? 'page' : undefined}>
                  <Icon name={icon} />
                  <span>
                    {said}
                    {mark}
                  </span>
                </a>
              ))}
            </div>
          ),
      )}
    </nav>
  )
}
