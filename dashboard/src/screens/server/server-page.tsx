import { useEffect, useRef } from 'preact/hooks'
import { t } from '../../i18n/index.ts'
import { paths, SERVER_SECTIONS, type ServerSection } from '../../routes.ts'
import { session } from '../../session.ts'
import { NotFound } from '../not-found.tsx'
import { Page } from '../page.tsx'
import { AuditTab } from '../widget/audit/audit-tab.tsx'
import { Accounts } from './accounts.tsx'
import { Backups } from './backups.tsx'
import { Jobs } from './jobs.tsx'
import { Overview } from './overview.tsx'
import { Storage } from './storage.tsx'
import { ServerWidgets } from './widgets.tsx'
import { say } from './words.ts'

/** The administration of the whole server. To an account that does not run it, there is no such page. */
export function ServerPage({ section }: { section: ServerSection }) {
  const now = session.value
  if ((now.state !== 'signed-in' && now.state !== 'ended') || !now.administrator) return <NotFound />
  return (
    <Page title={say('title')} lead={say('lead')} back={{ href: paths.widgets, label: t('nav.widgets') }}>
      <div class="sections">
        <Links section={section} />
        <div class="stack">
          <Section section={section} />
        </div>
      </div>
    </Page>
  )
}

function Links({ section }: { section: ServerSection }) {
  const strip = useRef<HTMLElement>(null)
  // The strip is wider than a phone's screen.
  useEffect(() => {
    strip.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [section])
  return (
    <nav ref={strip} class="section-links" aria-label={say('sections')}>
      <div class="section-group">
        {SERVER_SECTIONS.map((name) => (
          <a
            key={name}
            class="section-link"
            href={paths.server(name)}
            aria-current={name === section ? 'page' : undefined}
          >
            {say(name)}
          </a>
        ))}
      </div>
    </nav>
  )
}

function Section({ section }: { section: ServerSection }) {
  switch (section) {
    case 'overview':
      return <Overview />
    case 'accounts':
      return <Accounts />
    case 'widgets':
      return <ServerWidgets />
    case 'jobs':
      return <Jobs />
    case 'storage':
      return <Storage />
    case 'backups':
      return <Backups />
    case 'audit':
      return <AuditTab widgetId={null} />
  }
}
