<?php
/**
 * What the chat server asks of this site, with HTTP Basic (API login and password): names and avatars, and a search for users.
 *
 * @package ImbaChat
 */

defined( 'ABSPATH' ) || exit;

/** Users in one answer. */
const IMBACHAT_MAX_USERS = 100;

/** Users that a search finds. */
const IMBACHAT_MAX_FOUND = 20;

add_action(
	'rest_api_init',
	static function () {
		register_rest_route(
			'imbachat/v1',
			'/users/(?P<ids>[0-9,]+)',
			array(
				'methods'             => 'GET',
				'callback'            => 'imbachat_rest_users',
				'permission_callback' => 'imbachat_is_chat_server',
			)
		);
		register_rest_route(
			'imbachat/v1',
			'/searchusers/(?P<text>.+)',
			array(
				'methods'             => array( 'GET', 'POST' ),
				'callback'            => 'imbachat_rest_search',
				'permission_callback' => 'imbachat_is_chat_server',
			)
		);
		register_rest_route(
			'imbachat/v1',
			'/token',
			array(
				'methods'             => 'POST',
				'callback'            => 'imbachat_rest_token',
				'permission_callback' => 'imbachat_is_own_page',
			)
		);
	}
);

/**
 * The hosted service's plugin answers anybody who posts to its sync route with the Secret key. While both are active, that route is closed.
 */
add_filter(
	'rest_endpoints',
	static function ( $endpoints ) {
		unset( $endpoints['/imbachat/v1/sync'] );
		return $endpoints;
	},
	PHP_INT_MAX
);

/**
 * With application passwords in use, WordPress takes any Basic credentials for one of them, and refuses ours before our route is asked.
 */
add_filter(
	'application_password_is_api_request',
	static function ( $is_api_request ) {
		return $is_api_request && ! imbachat_asks_own_route();
	}
);

function imbachat_asks_own_route() {
	$route = isset( $_GET['rest_route'] ) && is_string( $_GET['rest_route'] ) ? sanitize_text_field( wp_unslash( $_GET['rest_route'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- decides nothing but who checks the credentials.
	$path  = isset( $_SERVER['REQUEST_URI'] ) ? strtok( esc_url_raw( wp_unslash( $_SERVER['REQUEST_URI'] ) ), '?' ) : '';
	return 0 === strpos( $route, '/imbachat/v1/' )
		|| false !== strpos( $path, '/' . rest_get_url_prefix() . '/imbachat/v1/' );
}

/**
 * @return true|WP_REST_Response|WP_Error
 */
function imbachat_is_chat_server() {
	$connection = imbachat_connection();
	list( $login, $password ) = imbachat_given_credentials();
	$known = null !== $connection
		// Both are compared whatever the first says, in a time that tells nothing.
		&& ( hash_equals( $connection['api_login'], strtolower( $login ) ) & hash_equals( $connection['api_password'], $password ) );
	return $known ? true : new WP_Error( 'imbachat_unauthorized', 'Authenticate required!', array( 'status' => 401 ) );
}

/**
 * The chat knows ImbaChat's own form of a refusal.
 */
add_filter(
	'rest_request_after_callbacks',
	static function ( $response ) {
		if ( ! is_wp_error( $response ) || 'imbachat_unauthorized' !== $response->get_error_code() ) {
			return $response;
		}
		$refusal = array( 'code' => 401, 'version' => 1.0, 'error' => 'Authenticate required!', 'debug' => '' );
		return new WP_REST_Response( $refusal, 401, array( 'WWW-Authenticate' => 'Basic realm="Backend"' ) );
	}
);

/**
 * Under Apache with CGI or FPM, the header arrives under another name, or after a rewrite under a third.
 *
 * @return array{string, string} Login and password; empty when none came.
 */
function imbachat_given_credentials() {
	// A password is compared as it came: cleaning it would make another one of it.
	// phpcs:disable WordPress.Security.ValidatedSanitizedInput.InputNotSanitized
	if ( isset( $_SERVER['PHP_AUTH_USER'] ) ) {
		return array( (string) wp_unslash( $_SERVER['PHP_AUTH_USER'] ), isset( $_SERVER['PHP_AUTH_PW'] ) ? (string) wp_unslash( $_SERVER['PHP_AUTH_PW'] ) : '' );
	}
	foreach ( array( 'HTTP_AUTHORIZATION', 'REDIRECT_HTTP_AUTHORIZATION', 'REDIRECT_REDIRECT_HTTP_AUTHORIZATION' ) as $name ) {
		if ( isset( $_SERVER[ $name ] ) && preg_match( '/^Basic\s+(\S+)$/i', wp_unslash( $_SERVER[ $name ] ), $match ) ) {
			$parts = explode( ':', (string) base64_decode( $match[1], true ), 2 ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- HTTP Basic.
			return array( $parts[0], isset( $parts[1] ) ? $parts[1] : '' );
		}
	}
	// phpcs:enable
	return array( '', '' );
}

function imbachat_rest_users( WP_REST_Request $request ) {
	$ids = array_slice( array_filter( array_map( 'intval', explode( ',', $request['ids'] ) ) ), 0, IMBACHAT_MAX_USERS );
	// An empty list would mean everybody.
	$users = $ids ? get_users( array( 'include' => $ids, 'orderby' => 'include' ) ) : array();
	return imbachat_answer( array_map( 'imbachat_user_card', $users ) );
}

function imbachat_rest_search( WP_REST_Request $request ) {
	$text  = trim( str_replace( '_', ' ', $request['text'] ), " *\t\n\r" );
	$users = '' === $text ? array() : get_users(
		array(
			'search'         => '*' . $text . '*',
			'search_columns' => array( 'display_name', 'user_nicename' ),
			'orderby'        => 'display_name',
			'number'         => IMBACHAT_MAX_FOUND,
		)
	);
	return imbachat_answer( array_map( 'imbachat_user_card', $users ) );
}

/**
 * WordPress lets pages of any site read its REST API, so the origin is looked at here. Browsers name it with every POST.
 */
function imbachat_is_own_page() {
	$origin = isset( $_SERVER['HTTP_ORIGIN'] ) ? strtolower( esc_url_raw( wp_unslash( $_SERVER['HTTP_ORIGIN'] ) ) ) : '';
	$host   = isset( $_SERVER['HTTP_HOST'] ) ? strtolower( sanitize_text_field( wp_unslash( $_SERVER['HTTP_HOST'] ) ) ) : '';
	$own    = array( strtolower( imbachat_own_origin() ), strtolower( imbachat_origin_of( site_url( '/' ) ) ) );
	// Behind a proxy, or with an address in another spelling, the host that the browser asked for says the same.
	$hosts = array( 'https://' . $host );
	// A page without encryption may be anybody's in the reader's network: it counts only where the site has no other.
	if ( ! is_ssl() && 0 !== strpos( $own[0], 'https://' ) ) {
		$hosts[] = 'http://' . $host;
	}
	return in_array( $origin, $own, true ) || ( '' !== $host && in_array( $origin, $hosts, true ) );
}

/**
 * The token of the reader; null: a visitor. WordPress' cookie is looked at itself, not with a nonce: a nonce in the page would end while the
 * page is open, and be another's in a page of a cache.
 */
function imbachat_rest_token() {
	$connection = imbachat_connection();
	if ( null === $connection ) {
		return new WP_Error( 'imbachat_not_connected', 'The chat is not connected.', array( 'status' => 404 ) );
	}
	$user_id = (int) wp_validate_auth_cookie( '', 'logged_in' );
	return imbachat_answer( array( 'token' => $user_id > 0 ? imbachat_token( $user_id, $connection['secret_key'] ) : null ) );
}

/**
 * @return array What the chat shows of a user. The e-mail address stays between the servers.
 */
function imbachat_user_card( WP_User $user ) {
	return array(
		'user_id'     => (int) $user->ID,
		// Stored with HTML entities.
		'name'        => html_entity_decode( $user->display_name, ENT_QUOTES | ENT_HTML5, 'UTF-8' ),
		'avatar_url'  => html_entity_decode( (string) get_avatar_url( $user->ID, array( 'size' => 192 ) ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ),
		'profile_url' => imbachat_profile_url( $user->ID ),
		'user_mail'   => $user->user_email,
		'chat_role'   => user_can( $user, 'manage_options' ) ? 'admin' : 'user',
	);
}

function imbachat_profile_url( $user_id ) {
	if ( function_exists( 'bp_members_get_user_url' ) ) {
		return bp_members_get_user_url( $user_id );
	}
	return function_exists( 'bp_core_get_user_domain' ) ? bp_core_get_user_domain( $user_id ) : get_author_posts_url( $user_id );
}

function imbachat_answer( $data ) {
	return new WP_REST_Response( $data, 200, array( 'Cache-Control' => 'no-store' ) );
}
