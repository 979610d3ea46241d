export const style = `:root{--ink:#12211f;--soft:#5b6d6a;--paper:#f6f8f7;--card:#fff;--line:#e1e8e6;--accent:#0f766e;--on-accent:#fff;color-scheme:light}
[data-theme=dark]{--ink:#e8efed;--soft:#9db0ac;--paper:#0f1615;--card:#18211f;--line:#2a3633;--accent:#2dd4bf;--on-accent:#06201d;color-scheme:dark}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
a{color:var(--accent)}
.bar{display:flex;flex-wrap:wrap;align-items:center;gap:12px 24px;padding:14px clamp(16px,4vw,48px);background:var(--card);border-bottom:1px solid var(--line)}
.logo{display:flex;align-items:center;gap:10px;margin-right:auto;font-size:20px;font-weight:700;color:inherit;text-decoration:none}
.logo img{width:32px;height:32px}
.bar nav{display:flex;gap:16px;font-size:14px}
.me{display:flex;align-items:center;gap:8px;font-size:14px;color:var(--soft)}
.me b{color:var(--ink)}
.face{width:36px;height:36px;border-radius:50%;flex:none;object-fit:cover}
span.face{display:grid;place-items:center;background:#7c3aed;color:#fff;font-weight:600}
main{max-width:1120px;margin:0 auto;padding:32px clamp(16px,4vw,48px) 120px}
h1{margin:0 0 8px;font-size:clamp(28px,5vw,40px);line-height:1.15;letter-spacing:-.02em}
h2{margin:40px 0 16px;font-size:20px}
.lead{max-width:62ch;margin:0;color:var(--soft);font-size:18px}
.lead+.card,#imbachat_holder,.room,.mount{margin:24px 0}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(280px,1fr));gap:20px}
.card{display:flex;flex-direction:column;overflow:hidden;border:1px solid var(--line);border-radius:14px;background:var(--card)}
.card>img{display:block;width:100%;height:auto}
.card>.empty{aspect-ratio:8/5}
.card .in{display:flex;flex-direction:column;flex:1;gap:6px;padding:16px}
.card h2{margin:0;font-size:17px}
.card p{margin:0;color:var(--soft);font-size:14px}
.price{font-weight:700}
.seller{display:flex;align-items:center;gap:10px;margin:8px 0;font-size:14px;text-align:start}
.seller small{display:block;color:var(--soft)}
.button{margin-top:auto;padding:10px 16px;border:0;border-radius:10px;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.button:hover{filter:brightness(1.08)}
.button:focus-visible,a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.mine{margin-top:auto;padding:10px 0;color:var(--soft)}
.card h2 a{color:inherit;text-decoration-color:var(--line)}
.item{max-width:560px}
.item h1{font-size:26px}
.club{flex-direction:row;flex-wrap:wrap;align-items:center;margin-bottom:24px}
.club .in{gap:4px}
.club .ways{flex:0 1 auto;flex-direction:row;flex-wrap:wrap;align-items:center;gap:12px 20px}
#imbachat_holder,.room,.mount{height:600px;border:1px solid var(--line);border-radius:14px;overflow:hidden}
.panes{display:grid;grid-template-columns:1fr 1fr;height:calc(100dvh - 62px)}
.panes iframe{width:100%;height:100%;border:0}
.panes iframe+iframe{border-inline-start:3px solid var(--line)}
.tabs{display:flex;flex-wrap:wrap;gap:12px;align-items:center;margin:16px 0}
.tabs .button{margin:0;min-height:44px}
.app{display:flex;flex-direction:column;height:100dvh}
.app .mount{flex:1;min-height:0;height:auto;margin:0;border:0;border-radius:0}
.app nav.tabs{margin:0;padding:8px 16px;background:var(--card);border-bottom:1px solid var(--line)}
.app .tabs{flex-wrap:nowrap;gap:8px;overflow-x:auto}.app .tabs .button{padding:0 10px;font-size:14px;white-space:nowrap}
.panes:has(.mount){gap:20px;height:auto}
.app .tabs h1{margin:0;margin-inline-end:auto;font-size:17px;white-space:nowrap}
@media (max-width:800px){.panes{grid-template-columns:1fr;height:auto}.panes iframe{height:90vh}}`
