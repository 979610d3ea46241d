import { type SigningLanguage, scriptWith } from './language.ts'

export const php: SigningLanguage = {
  id: 'php',
  label: 'PHP',
  fileName: 'imbachat.php',
  sign: ({ secretKey }) => `<?php
const IMBACHAT_SECRET_KEY = '${secretKey}';
function getJWT($user_id, $secret_key, $seconds) {
    $encode = fn ($bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    $claims = ['iat' => time(), 'exp' => time() + $seconds, 'user_id' => (string) $user_id];
    $signed = $encode('{"typ":"JWT","alg":"HS256"}') . '.' . $encode(json_encode($claims));
    return "$signed." . $encode(hash_hmac('sha256', $signed, $secret_key, true));
}
`,
  embed: ({ scriptUrl }) => `<?php
if (session_status() === PHP_SESSION_NONE) session_start(); // not started yet: move this line to the page's top
require 'imbachat.php';
$user_id = $_SESSION['user_id'] ?? null; // as your sign-in keeps it; null: a visitor who is signed out
$imbachat = $user_id === null ? '' : "{ token: '" . getJWT($user_id, IMBACHAT_SECRET_KEY, 3600) . "' }";
?>
${scriptWith(scriptUrl, '<?= $imbachat ?>')}
`,
}
