import { searchPeople } from '../../chat/users/search-people.ts'
import type { Handler } from './handler.ts'

export const peopleSearch: Handler<'people.search'> = async ({ deps, principal }, { query }) => ({
  users: await searchPeople(deps, principal, query),
})
