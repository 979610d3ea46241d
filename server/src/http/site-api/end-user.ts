import { siteEndpoint } from './endpoint.ts'

export const endSessions = siteEndpoint('site_api.end_sessions', async ({ people, site, body }) => {
  const { ended } = await people.endSessions({ widget_id: site.widget_id, user_id: body.user_id })
  return { success: true as const, user_id: body.user_id, ended }
})

export const eraseUser = siteEndpoint('site_api.erase_user', async ({ people, site, body }) => {
  const person = { widget_id: site.widget_id, user_id: body.user_id }
  if (await people.eraseForSite(person)) await people.endSessions(person)
  return { success: true as const, user_id: body.user_id }
})
