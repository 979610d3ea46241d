import { readSecret, secretsFrom } from '../config/secrets.ts'
import { judgeSecret, wrongSecret } from '../dashboard/secret/open-secrets.ts'
import { examine } from '../doctor/doctor.ts'
import type { Finding } from '../doctor/finding.ts'
import type { Command } from './command.ts'
import { withSecrets, withStore } from './command-resources.ts'

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
      withDatabase: (act) =>
        withStore(io, async (opened) => {
          const { config, store } = opened
          const secret = readSecret(config)
          const secrets = secret === null ? null : secretsFrom(secret)
          const found = await judgeSecret(store, secrets)
          if (found === 'wrong') return act({ wrongSecret: wrongSecret(config).message, widgets: null })
          if (secrets === null) return act({ wrongSecret: null, widgets: null })
          const { widgets } = withSecrets(opened, secrets)
          const first = async () =>
            (await widgets.list('all_widgets', { cursor: null, limit: 1 })).widgets[0]?.id ?? null
          return act({ wrongSecret: null, widgets: { find: (id) => widgets.find(id), first } })
        }),
    })
    if (given.on('json')) io.print(JSON.stringify(findings))
    else for (const finding of findings) io.print(shown(finding))
    const problems = findings.filter(({ status }) => status === 'problem').length
    if (problems > 0) throw new Error(`${problems} ${problems === 1 ? 'problem' : 'problems'} found`)
  },
}

const shown = ({ check, status, found, fix }: Finding): string =>
  `${SIGNS[status]}  ${check}: ${found}${fix === undefined ? '' : `\n         → ${fix}`}`
