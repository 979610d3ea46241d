import type { UsersInfoCode } from './language.ts'

export const php: UsersInfoCode = {
  id: 'php',
  fileName: 'imbachat-users.php',
  code: ({ api_login, api_password }) => `<?php
require 'find-users.php'; // your own code: returns a row for each of these ids that exists
// The header's name depends on the web server, and PHP may have read it already.
$basic = base64_encode(($_SERVER['PHP_AUTH_USER'] ?? '') . ':' . ($_SERVER['PHP_AUTH_PW'] ?? ''));
$header = $_SERVER['HTTP_AUTHORIZATION'] ?? $_SERVER['REDIRECT_HTTP_AUTHORIZATION'] ?? "Basic $basic";
$is_chat = hash_equals('Basic ' . base64_encode('${api_login}:${api_password}'), $header);
header('Content-Type: application/json', true, $is_chat ? 200 : 401);
if (!$is_chat) exit('{"code":401,"error":"Authenticate required!"}');
$rows = array_values(find_users(array_filter(explode(',', $_GET['user_ids'] ?? ''), 'strlen')));
echo json_encode(array_map(fn ($row) => [
    'user_id' => (string) $row['id'], 'name' => $row['name'],
    'avatar_url' => $row['avatar_url'], 'profile_url' => $row['profile_url'], // or null
], $rows), JSON_INVALID_UTF8_SUBSTITUTE);
`,
  sample: {
    fileName: 'find-users.php',
    code: `<?php

// A sample: put your database, table and columns in the place of these.
function find_users(array $ids): array
{
    if ($ids === []) return [];
    $database = new PDO('mysql:host=localhost;dbname=shop;charset=utf8mb4', 'DB_USER', 'DB_PASSWORD');
    $marks = implode(', ', array_fill(0, count($ids), '?'));
    $query = $database->prepare("SELECT id, name, avatar_url, profile_url FROM users WHERE id IN ($marks)");
    $query->execute(array_values($ids));
    return $query->fetchAll(PDO::FETCH_ASSOC);
}
`,
  },
}
