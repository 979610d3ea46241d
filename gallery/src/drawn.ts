import { options } from 'preact'

/** Exported components, by the file and the name under which a reader finds them. */
const known = new Map<unknown, string>()
const drawn = new Set<string>()

type Modules = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Remembers which of the components in these modules are drawn. */
export function watchDrawn(modules: Modules): void {
  for (const [file, exported] of Object.entries(modules)) {
    for (const [name, value] of Object.entries(exported)) {
      if (typeof value === 'function' && /^[A-Z]/.test(name)) known.set(value, `${file} ${name}`)
    }
  }
  const before = options.vnode
  options.vnode = (vnode) => {
    const name = known.get(vnode.type)
    if (name) drawn.add(name)
    before?.(vnode)
  }
}

export const allKnown = (): string[] => [...known.values()].sort()
export const allDrawn = (): string[] => [...drawn]
