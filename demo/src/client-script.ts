import { join } from 'node:path'

const kept = new Map<string, Promise<string>>()

/** Scripts of pages that use a framework, bundled when first asked for: other pages need none of them. */
export function clientScript(name: string): Promise<string> | null {
  const make = SCRIPTS[name]
  if (make === undefined) return null
  const script = kept.get(name) ?? make()
  kept.set(name, script)
  return script
}

const SCRIPTS: Record<string, () => Promise<string>> = {
  'react-page.js': () => bundle(join(import.meta.dir, 'client', 'react-page.tsx')),
  'turbo.js': () => bundle(Bun.resolveSync('@hotwired/turbo', import.meta.dir)),
}

/** For development, in which React's strict mode takes each component twice. */
async function bundle(entry: string): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [entry],
    target: 'browser',
    define: { 'process.env.NODE_ENV': '"development"' },
  })
  return outputs[0]?.text() ?? ''
}
