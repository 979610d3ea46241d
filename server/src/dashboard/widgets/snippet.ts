/**
 * The contract's two script tags, which an owner pastes into the site's pages. The site's code replaces the two words
 * by the visitor's id and a token signed for the visitor.
 */
export function widgetSnippet(publicUrl: string, widget_id: number): string {
  return `<script src="${new URL(publicUrl).origin}/imbachat/v1/${widget_id}/widget"></script>
<script>
  function imbachatWidget(opt) {
    if (typeof (window.ImbaChat || {}).load !== 'function') return setTimeout(imbachatWidget, 50, opt)
    window.ImbaChat.load(opt)
  }
  imbachatWidget({ user_id: 'USER_ID', token: 'USER_TOKEN' })
</script>
`
}
