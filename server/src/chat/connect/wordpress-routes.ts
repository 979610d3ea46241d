/**
 * Where our WordPress plugin answers. The query form works whether or not the site has pretty permalinks; `/wp-json/` needs them.
 * @param siteUrl without a slash at its end
 */
export const wordpressRoutes = (siteUrl: string) => ({
  users_info_url: `${siteUrl}/?rest_route=/imbachat/v1/users/{ids}`,
  settings: { search_users_url: `${siteUrl}/?rest_route=/imbachat/v1/searchusers/{query}` },
})
