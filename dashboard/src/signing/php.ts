import { pageSnippet, type SigningLanguage } from './language.ts'

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
    $payload = $encode(json_encode(['exp' => time() + $time, 'user_id' => $id]));
    $signature = hash_hmac('sha256', "$header.$payload", $secret_key, true);

    return "$header.$payload." . $encode($signature);
}
`,
  embed: ({ scriptUrl }) => `<?php
require 'imbachat.php';
$user_id = $_SESSION['user_id']; // the user who asked for this page
?>
${pageSnippet(
  scriptUrl,
  'user_id: <?= json_encode((string) $user_id, JSON_HEX_TAG) ?>',
  'token: "<?= getJWT($user_id, IMBACHAT_SECRET_KEY, 3600) ?>"',
)}
`,
}
