import { type SigningLanguage, scriptWith } from './language.ts'

export const php: SigningLanguage = {
  id: 'php',
  label: 'PHP',
  fileName: 'imbachat.php',
  sign: ({ secretKey }) => `<?php

const IMBACHAT_SECRET_KEY = '${secretKey}';

function getJWT($user_id, $secret_key, $time)
{
    // A numeric id goes into the token as an integer, any other as a string.
    $is_integer = preg_match('/^(0|[1-9][0-9]{0,14})$/D', (string) $user_id);
    $id = $is_integer ? (int) $user_id : (string) $user_id;

    $encode = function ($bytes) {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    };
    $header = $encode(json_encode(['typ' => 'JWT', 'alg' => 'HS256']));
    $payload = $encode(json_encode(['iat' => time(), 'exp' => time() + $time, 'user_id' => $id]));
    $signature = hash_hmac('sha256', "$header.$payload", $secret_key, true);

    return "$header.$payload." . $encode($signature);
}
`,
  embed: ({ scriptUrl }) => `<?php
// If your page has not started its session yet, put this block before anything that it prints.
if (session_status() === PHP_SESSION_NONE) session_start();
require 'imbachat.php';

// The user who asked for this page, as your sign-in keeps it. A visitor who is signed out gets no token.
$user_id = $_SESSION['user_id'] ?? null;
$imbachat = $user_id === null ? '' : json_encode([
    'user_id' => (string) $user_id,
    'token' => getJWT($user_id, IMBACHAT_SECRET_KEY, 3600),
], JSON_HEX_TAG);
?>
${scriptWith(scriptUrl, '<?= $imbachat ?>')}
`,
}
