import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** A name in a module: of a declaration, or of what the module passes on. */
interface Place {
  module: string
  name: string
}

interface Module {
  /** name → its declarations, of which overloads have several */
  declared: Map<string, string[]>
  /** names of other modules that declarations here may use */
  imported: Map<string, Place>
  exported: Map<string, Place>
  /** modules whose exports are all passed on */
  passedOn: string[]
}

const HEAD = `# What @imbachat/sdk exports

Each entry point of the package with its names, and at the end the types that these name. A change of a line here is a
change of what programs are built on: CHANGELOG.md has to say it. \`bun tools/sdk-package/write-api-report.ts\` writes
this file from the declarations of the package, and a test compares the two.
`

/**
 * The public names and types of the package as one text, sorted by name, whichever file declares them.
 * @param folder of the built package
 */
export function apiReport(folder: string): string {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, { types: string }>
  }
  const declarations = readDeclarations()
  /** by place: the entry point that has the declaration */
  const printed = new Map<string, string>()
  const parts = [HEAD]
  for (const [entry, { types }] of Object.entries(exports)) {
    const title = `@imbachat/sdk${entry.slice(1)}`
    const own: string[] = []
    const others = new Map<string, string[]>()
    for (const [name, place] of sorted(declarations.exportsOf(resolve(folder, types)))) {
      const before = printed.get(keyOf(place))
      printed.set(keyOf(place), before ?? title)
      if (before === undefined) own.push(...declarations.textsOf(place))
      else others.set(before, [...(others.get(before) ?? []), `  ${name},\n`])
    }
    parts.push(`## ${title}\n`)
    const passedOn = [...others].map(([from, names]) => `export {\n${names.join('')}} from '${from}'`)
    const texts = [...passedOn, ...own]
    parts.push(texts.length === 0 ? 'Exports nothing: it is a program.\n' : inCode(texts))
  }
  parts.push('## Types that these name\n', inCode(typesBehind([...printed.keys()], declarations)))
  return `${parts.join('\n').trimEnd()}\n`
}

const keyOf = ({ module, name }: Place) => `${module} ${name}`

const inCode = (texts: readonly string[]) => `\`\`\`ts\n${texts.join('\n')}\n\`\`\`\n`

const sorted = <T>(named: Iterable<[string, T]>) => [...named].sort(([a], [b]) => (a < b ? -1 : 1))

type Declarations = ReturnType<typeof readDeclarations>

/** Declarations that exported ones name, those that these name, and so on. */
function typesBehind(exported: readonly string[], { textsOf, seenFrom }: Declarations): string[] {
  const seen = new Set(exported)
  const found: [string, string[]][] = []
  const queue = exported.map((key) => key.split(' ') as [string, string])
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [module, name] = next
    for (const word of new Set(textsOf({ module, name }).join('\n').match(/\w+/g))) {
      const place = seenFrom(module, word)
      if (place === null || seen.has(keyOf(place))) continue
      seen.add(keyOf(place))
      queue.push([place.module, place.name])
      found.push([place.name, textsOf(place)])
    }
  }
  return sorted(found).flatMap(([, texts]) => texts)
}

function readDeclarations() {
  const modules = new Map<string, Module>()

  function read(path: string): Module {
    const module = modules.get(path) ?? readModule(path)
    modules.set(path, module)
    return module
  }

  /** The place of the declaration of a name that a module uses; null if it is not a name of this package. */
  function seenFrom(module: string, name: string): Place | null {
    const { declared, imported } = read(module)
    if (declared.has(name)) return { module, name }
    const place = imported.get(name)
    return place === undefined ? null : (exportsOf(place.module).get(place.name) ?? null)
  }

  function exportsOf(path: string): Map<string, Place> {
    const { exported, passedOn } = read(path)
    const all = new Map(passedOn.flatMap((module) => [...exportsOf(module)]))
    for (const [name, given] of exported) {
      const place = given.module === path ? seenFrom(path, given.name) : exportsOf(given.module).get(given.name)
      if (!place) throw new Error(`${path} exports ${name}, which is not declared`)
      all.set(name, place)
    }
    return all
  }

  return { exportsOf, seenFrom, textsOf: ({ module, name }: Place) => read(module).declared.get(name) ?? [] }
}

/** Reads declarations as the compiler writes them: each begins at the start of a line, and the rest of it does not. */
function readModule(path: string): Module {
  const text = readFileSync(path, 'utf8').replaceAll(/^\s*\/\*\*?[\s\S]*?\*\/\n|^\s*\/\/.*\n/gm, '')
  const module: Module = { declared: new Map(), imported: new Map(), exported: new Map(), passedOn: [] }
  const pathOf = (from: string) => resolve(dirname(path), from.replace(/\.js$/, '.d.ts'))
  for (const [, from = '', name = ''] of text.matchAll(/import\(['"]([^'"]+)['"]\)\.(\w+)/g)) {
    module.imported.set(name, { module: pathOf(from), name })
  }
  for (const statement of text.split(/^(?=[a-z])/m)) {
    const [, kind, list, from] =
      /^(import|export) (?:type )?\{([^}]*)\}(?: from ['"]([^'"]+)['"])?/.exec(statement) ?? []
    const [, all] = /^export (?:type )?\* from ['"]([^'"]+)['"]/.exec(statement) ?? []
    const [, isExported, declared] = DECLARATION.exec(statement) ?? []
    if (all !== undefined) module.passedOn.push(pathOf(all))
    for (const [, name = '', alias = name] of list?.matchAll(/(?:type )?(\w+)(?: as (\w+))?/g) ?? []) {
      const names = kind === 'import' ? module.imported : module.exported
      names.set(alias, { module: from === undefined ? path : pathOf(from), name })
    }
    if (declared === undefined) continue
    const short = statement
      .trimEnd()
      .replaceAll(/import\(['"][^'"]+['"]\)\./g, '')
      .replaceAll(/^(?: {4})+/gm, (indent) => indent.slice(indent.length / 2))
    module.declared.set(declared, [...(module.declared.get(declared) ?? []), short])
    if (isExported) module.exported.set(declared, { module: path, name: declared })
  }
  return module
}

const DECLARATION = /^(export )?(?:declare )?(?:abstract )?(?:interface|type|const|let|function|class|enum) (\w+)/
