/** Values in the code. */
interface SignInValues {
  widget_id: number
  /** where the form posts to */
  action: string
  /** the claim `aud` */
  audience: string
  back_to: string
}

interface SignInCode {
  id: string
  label: string
  fileName: string
  code(values: SignInValues): string
}

const json = (text: string) => JSON.stringify(text)
const single = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const php: SignInCode = {
  id: 'php',
  label: 'PHP',
  fileName: 'imbachat-dashboard.php',
  code: ({ widget_id, action, audience, back_to }) => `<?php
// A page of your admin. Check first that the reader may moderate.
// $user is the person: ['id' => '42', 'name' => 'Anna', 'role' => 'moderator'].

function imbachat_sign_in_token(array $user, string $key): string
{
    $encode = fn (string $bytes): string => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    $now = time();
    $header = $encode(json_encode(['typ' => 'JWT', 'alg' => 'HS256']));
    $claims = $encode(json_encode([
        'iss' => '${widget_id}', // DEV_ID
        'aud' => ${single(audience)},
        'iat' => $now,
        'exp' => $now + 60,
        'jti' => bin2hex(random_bytes(16)), // works once
        'sub' => (string) $user['id'],
        'name' => $user['name'],
        'role' => $user['role'], // viewer, moderator or admin
        'back_to' => ${single(back_to)},
    ]));
    return "$header.$claims." . $encode(hash_hmac('sha256', "$header.$claims", $key, true));
}

header('Referrer-Policy: origin'); // tells the chat server which site the form comes from
header('Cache-Control: no-store');
$token = imbachat_sign_in_token($user, getenv('IMBACHAT_SIGN_IN_KEY'));
?>
<form id="enter" method="post" action=${json(action)}>
  <input type="hidden" name="token" value="<?= $token ?>">
  <button>Open the chat's dashboard</button>
</form>
<script>document.getElementById('enter').submit()</script>
`,
}

const node: SignInCode = {
  id: 'node',
  label: 'Node.js',
  fileName: 'imbachat-dashboard.mjs',
  code: ({ widget_id, action, audience, back_to }) => `import { createHmac, randomUUID } from 'node:crypto'

// user is the person: { id: '42', name: 'Anna', role: 'moderator' }.
export function signInToken(user, key) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const header = encode({ typ: 'JWT', alg: 'HS256' })
  const claims = encode({
    iss: '${widget_id}', // DEV_ID
    aud: ${single(audience)},
    iat: now,
    exp: now + 60,
    jti: randomUUID(), // works once
    sub: String(user.id),
    name: user.name,
    role: user.role, // viewer, moderator or admin
    back_to: ${single(back_to)},
  })
  const signature = createHmac('sha256', key).update(\`\${header}.\${claims}\`).digest('base64url')
  return \`\${header}.\${claims}.\${signature}\`
}

// Answer with this page, after you have checked that the user may moderate, and with the headers
// Referrer-Policy: origin (tells the chat server which site the form comes from) and Cache-Control: no-store.
export const signInPage = (user) => \`<!doctype html>
<form id="enter" method="post" action=${json(action)}>
  <input type="hidden" name="token" value="\${signInToken(user, process.env.IMBACHAT_SIGN_IN_KEY)}">
  <button>Open the chat's dashboard</button>
</form>
<script>document.getElementById('enter').submit()</script>\`
`,
}

/** Code with which a site's admin signs people of the site in to the dashboard, in the order of the tabs. */
export const signInCodes = [php, node] as const satisfies SignInCode[]
