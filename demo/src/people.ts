/** The demo site's users, as its database would have them. */
export interface Person {
  id: number
  /** the person in the site's addresses */
  slug: string
  name: string
  /** path of the picture on the site; null: none */
  avatar: string | null
  town: { en: string; ru: string }
  badge?: string
  /** missing: the site gives the chat none */
  email?: string
  /** other names under which the person writes, by the site's key */
  profiles?: Record<string, { user_id: string; name: string }>
}

export const somePeople = (): Person[] => [
  {
    id: 1,
    slug: 'anna',
    name: 'Anna Lindqvist',
    avatar: '/avatars/anna.svg',
    town: { en: 'Old Harbour', ru: 'Старая гавань' },
    badge: 'Shop',
  },
  { id: 2, slug: 'boris', name: 'Борис Орлов', avatar: '/avatars/boris.svg', town: { en: 'Lighthouse', ru: 'Маяк' } },
  { id: 3, slug: 'clara', name: 'كلارا منصور', avatar: null, town: { en: 'Dunes', ru: 'Дюны' } },
]
