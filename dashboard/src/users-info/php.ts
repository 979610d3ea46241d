import type { UsersInfoCode } from './language.ts'

export const php: UsersInfoCode = {
  id: 'php',
  fileName: 'imbachat-users.php',
  code: ({ api_login, api_password }) => `<?php

const IMBACHAT_API_LOGIN = '${api_login}';
const IMBACHAT_API_PASSWORD = '${api_password}';

// Your own code: returns a row for each of these ids that exists.
require 'find-users.php';

header('Content-Type: application/json');

// Depending on the web server, PHP has the header under one of these names, or has read it already.
$header = $_SERVER['HTTP_AUTHORIZATION'] ?? $_SERVER['REDIRECT_HTTP_AUTHORIZATION'] ?? '';
if ($header === '' && isset($_SERVER['PHP_AUTH_USER'])) {
    $header = 'Basic ' . base64_encode($_SERVER['PHP_AUTH_USER'] . ':' . ($_SERVER['PHP_AUTH_PW'] ?? ''));
}
$expected = 'Basic ' . base64_encode(IMBACHAT_API_LOGIN . ':' . IMBACHAT_API_PASSWORD);
if (!hash_equals($expected, $header)) {
    http_response_code(401);
    echo json_encode(['code' => 401, 'error' => 'Authenticate required!']);
    exit;
}

$ids = array_filter(explode(',', $_GET['user_ids'] ?? ''), 'strlen');
$users = [];
foreach (find_users($ids) as $row) {
    $users[] = [
        'user_id' => (string) $row['id'],
        'name' => $row['name'],
        'avatar_url' => $row['avatar_url'],   // or null
        'profile_url' => $row['profile_url'], // or null
    ];
}
echo json_encode($users, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE);
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
