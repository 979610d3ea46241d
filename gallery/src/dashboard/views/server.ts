import { paths, SERVER_SECTIONS, type ServerSection } from '@imbachat/dashboard/navigation/routes.ts'
import type { Sample } from '../sample.ts'
import { BOTH, dashboardView } from '../view.ts'

const at = (section: ServerSection) => (sample: Sample) => {
  sample.path = paths.server(section)
}

export const server = dashboardView('server', {
  ...Object.fromEntries(SERVER_SECTIONS.map((section) => [section, { given: at(section) }])),
  accounts: { given: at('accounts'), looks: BOTH },
  error: {
    given: (sample) => {
      at('jobs')(sample)
      sample.refuses('server_busy', 'server.jobs')
    },
  },
  'no jobs': {
    given: (sample) => {
      at('jobs')(sample)
      sample.change('server.jobs', { jobs: [] })
    },
  },
})
