import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { common } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'

interface PageOfSections {
  title: string
  /** stands in the place of the title: a menu that leads to others of its kind */
  name?: ComponentChildren
  /** the section is a list, which takes the width of the window */
  isWide?: boolean
  nav: ComponentChildren
}

interface PageProps {
  title: string
  /** the number of waiting reports, in the title of the browser's tab */
  count?: number
  lead?: ComponentChildren
  /** where the screen above is */
  back?: { href: string; label: string }
  aside?: ComponentChildren
  /** of a section: the page that it belongs to, and the links to all of its sections */
  of?: PageOfSections
  children: ComponentChildren
}

/**
 * A screen's head and body. Its title is the tab's, and takes the focus when the screen is entered, so that it is read
 * out. The first link of the page skips to it.
 */
export function Page({ title, count = 0, lead, back, aside, of, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const name = common('app.title', { screen: of ? `${title} · ${of.title}` : title })
    document.title = count > 0 ? `(${count}) ${name}` : name
  })
  useEffect(() => {
    const { activeElement } = document
    if (activeElement === document.body || activeElement === null) heading.current?.focus({ preventScroll: true })
  }, [])

  const above = back && (
    <a class="page-back" href={back.href}>
      <Icon name="back" />
      {back.label}
    </a>
  )
  const words = (
    <div class="page-words">
      <h1 class="page-title" id="content" ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead && <p class="page-lead">{lead}</p>}
    </div>
  )
  if (of) {
    return (
      <main class={`page page-of-sections ${of.isWide ? 'page-wide' : ''}`}>
        <div class="page-bar">
          {above}
          {of.name ?? (
            <p class="page-name">
              <bdi>{of.title}</bdi>
            </p>
          )}
          {aside && <div class="page-aside">{aside}</div>}
        </div>
        <div class="sections">
          {of.nav}
          <div class="stack">
            {words}
            {children}
          </div>
        </div>
      </main>
    )
  }
  return (
    <main class="page">
      {above}
      <header class="page-head">
        {words}
        {aside && <div class="page-aside">{aside}</div>}
      </header>
      {children}
    </main>
  )
}
