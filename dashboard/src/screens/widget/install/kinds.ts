import { signingLanguages } from '../../../signing/index.ts'

/** Languages of sites with code of their own, in the order of the code, and what is built on one. */
export const OWN_KINDS = [
  ...signingLanguages.map(({ id, label }) => ({ id: id as string, label })),
  { id: 'react', label: 'React' },
]

/** The language of the site's server, by the kind of site. */
export const languageOf = (kind: string): string => (kind === 'react' ? 'node' : kind)

/** Systems with a plugin, and where the plugin answers about users; null: the plugin sets it, or it varies. */
export const CMS_KINDS = [
  { id: 'wordpress', label: 'WordPress', usersUrl: null },
  { id: 'october', label: 'OctoberCMS', usersUrl: 'https://SITE/imbachat/api/v1/users/{ids}' },
  { id: 'livestreet', label: 'LiveStreet', usersUrl: null },
  {
    id: 'opencart',
    label: 'OpenCart',
    usersUrl: 'https://SITE/index.php?route=extension/module/imbachat/users&ids={ids}',
  },
] as const

export type CmsKind = (typeof CMS_KINDS)[number]['id']

export const isKind = (id: string | null): id is string =>
  id === 'other' || [...OWN_KINDS, ...CMS_KINDS].some((kind) => kind.id === id)

export const cmsOf = (id: string | null) => CMS_KINDS.find((kind) => kind.id === id)
