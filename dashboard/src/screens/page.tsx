import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'

interface PageProps {
  title: string
  /** what waits: the browser's tab shows it */
  count?: number
  lead?: ComponentChildren
  /** where the screen above is */
  back?: { href: string; label: string }
  aside?: ComponentChildren
  children: ComponentChildren
}

/**
 * A screen's head and body. Its title is the tab's, and takes the focus when the screen is entered, so that it is read
 * out.
 */
export function Page({ title, count = 0, lead, back, aside, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const name = t('app.title', { screen: title })
    document.title = count > 0 ? `(${count}) ${name}` : name
  })
  useEffect(() => {
    const { activeElement } = document
    if (activeElement === document.body || activeElement === null) heading.current?.focus()
  }, [])

  return (
    <main class="page" id="content">
      {back && (
        <a class="page-back" href={back.href}>
          <Icon name="back" />
          {back.label}
        </a>
      )}
      <header class="page-head">
        <div class="page-words">
          <h1 class="page-title" ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p class="page-lead">{lead}</p>}
        </div>
        {aside && <div class="page-aside">{aside}</div>}
      </header>
      {children}
    </main>
  )
}
