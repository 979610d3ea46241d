import { examine } from '../doctor/doctor.ts'
import type { Finding } from '../doctor/finding.ts'
import type { Command } from './command.ts'
import { withResources } from './command-resources.ts'

const SIGNS = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const

export const doctor: Command = {
  name: 'doctor',
  summary: 'Examine settings, storage, backends, the public address and a page of a site; changes nothing',
  options: {
    site: { value: 'URL', help: 'also examine this page, which embeds the chat' },
    json: { help: 'print JSON: a list of {check, status, found, fix}' },
  },
  notes: 'Exit code 0: no problem (there may be warnings). 1: at least one problem.',
  async run(given, io) {
    const findings = await examine({
      env: io.env,
      site: given.text('site'),
      withWidgets: (act) =>
        withResources(io, ({ widgets }) =>
          act({
            find: (id) => widgets.find(id),
            first: async () => (await widgets.list('operator', { cursor: null, limit: 1 })).widgets[0]?.id ?? null,
          }),
        ),
    })
    if (given.on('json')) io.print(JSON.stringify(findings))
    else for (const finding of findings) io.print(shown(finding))
    const problems = findings.filter(({ status }) => status === 'problem').length
    if (problems > 0) throw new Error(`${problems} ${problems === 1 ? 'problem' : 'problems'} found`)
  },
}

const shown = ({ check, status, found, fix }: Finding): string =>
  `${SIGNS[status]}  ${check}: ${found}${fix === undefined ? '' : `\n         → ${fix}`}`
