import { SectionLinks } from '../../frame/section-links.tsx'
import { common } from '../../i18n/index.ts'
import { paths, SERVER_SECTIONS, type ServerSection } from '../../navigation/routes.ts'
import { session } from '../../session.ts'
import type { IconName } from '../../ui/icon.tsx'
import { NotFound } from '../not-found.tsx'
import { Page } from '../page.tsx'
import { AuditTab } from '../widget/audit/audit-tab.tsx'
import { Accounts } from './accounts.tsx'
import { Backups } from './backups.tsx'
import { Jobs } from './jobs.tsx'
import { Overview } from './overview.tsx'
import { t } from './phrases.ts'
import { Storage } from './storage.tsx'
import { ServerWidgets } from './widgets.tsx'

/** The administration of the whole server. To an account that does not run it, there is no such page. */
export function ServerPage({ section }: { section: ServerSection }) {
  const now = session.value
  if ((now.state !== 'signed-in' && now.state !== 'ended') || !now.administrator) return <NotFound />
  const links = SERVER_SECTIONS.map((name) => ({
    name,
    href: paths.server(name),
    icon: ICONS[name],
    label: t(name),
  }))
  return (
    <Page
      title={t(section)}
      lead={section === 'overview' && t('lead')}
      back={{ href: paths.widgets, label: common('nav.widgets') }}
      of={{
        title: t('title'),
        nav: <SectionLinks label={t('sections')} chosen={section} groups={[{ title: null, links }]} />,
      }}
    >
      <Section section={section} />
    </Page>
  )
}

const ICONS: Readonly<Record<ServerSection, IconName>> = {
  overview: 'overview',
  accounts: 'people',
  widgets: 'rooms',
  jobs: 'rotate',
  storage: 'storage',
  backups: 'backups',
  audit: 'audit',
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
      return <AuditTab widget_id={null} />
  }
}
