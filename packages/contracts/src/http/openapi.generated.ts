// Rendered by `./fairway generate` from the OpenAPI document.
export interface paths {
    "/api/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open an account */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange e-mail address and password for tokens */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange a refresh token for new tokens, once */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session of a refresh token
         * @description Accepts any token of the session and needs no access token. The answer is the same when the session has ended or never existed. Access tokens of the session stay valid for up to five minutes, except under `/api/auth` and `/api/admin`.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End all sessions of the signed-in account, including this one */
        post: operations["logoutAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the password of the signed-in account
         * @description Ends all other sessions of the account.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the signed-in account’s sessions, most recently used first */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one session of the signed-in account */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/accounts/by/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find an account by its e-mail address
         * @description The e-mail address is in the body because logs along the way record URLs.
         */
        post: operations["findAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One account */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/accounts/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the sessions of an account, most recently used first */
        get: operations["listAccountSessions"];
        put?: never;
        post?: never;
        /** End all sessions of an account */
        delete: operations["endAccountSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/accounts/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable an account and end its sessions
         * @description The account can neither log in nor refresh until it is enabled. Disabling it again changes nothing.
         */
        post: operations["disableAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/accounts/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a disabled account log in again */
        post: operations["enableAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the signed-in account’s profile */
        get: operations["getMyProfile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the signed-in account’s orders, newest first */
        get: operations["listOrders"];
        put?: never;
        /**
         * Place an order
         * @description Products and prices are those of `GET /api/products`; an order keeps the prices of the time at which it was placed.
         */
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel an order that is still pending */
        post: operations["cancelOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the products that can be ordered, with their prices */
        get: operations["listProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Create a product, or change its name and all of its prices
         * @description New prices apply to orders placed from now on, everywhere within a few seconds. Existing orders keep theirs.
         */
        put: operations["putProduct"];
        post?: never;
        /**
         * Withdraw a product from sale
         * @description Orders that contain it do not change.
         */
        delete: operations["retireProduct"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analytics/orders/daily": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders and revenue per day and currency */
        get: operations["getDailyFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the signed-in account’s notifications, newest first */
        get: operations["listNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            /** @description `urn:fairway:problem:<code>` */
            type: string;
            /** @description The meaning of the code, in words. */
            title: string;
            /**
             * Format: int64
             * @description The HTTP status.
             */
            status: number;
            /** @description Machine-readable code; its meaning never changes. */
            code: string;
            /** @description What to do about the error, in words. */
            detail?: string;
            /** @description Id of the request; quote it when you ask for help. */
            requestId?: string;
            /** @description One entry per wrong field. */
            errors?: {
                /** @description JSON pointer into the body, or to `/query/...`, `/params/...`, `/headers/...`. */
                pointer: string;
                /** @description What is wrong with the value. */
                detail: string;
            }[];
        };
    };
    responses: {
        /** @description `malformed_request`: The request is not valid HTTP. `malformed_body`: The body is not valid JSON. `validation_failed`: The request does not match its schema. `password_weak`: The password is easy to guess. */
        "malformed_request.malformed_body.validation_failed.password_weak": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 400;
                    /** @enum {unknown} */
                    code: "malformed_request" | "malformed_body" | "validation_failed" | "password_weak";
                };
            };
        };
        /** @description `malformed_request`: The request is not valid HTTP. `malformed_body`: The body is not valid JSON. `validation_failed`: The request does not match its schema. */
        "malformed_request.malformed_body.validation_failed": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 400;
                    /** @enum {unknown} */
                    code: "malformed_request" | "malformed_body" | "validation_failed";
                };
            };
        };
        /** @description `malformed_request`: The request is not valid HTTP. `malformed_body`: The body is not valid JSON. `validation_failed`: The request does not match its schema. `password_weak`: The password is easy to guess. `password_unchanged`: The new password equals the current one. */
        "malformed_request.malformed_body.validation_failed.password_weak.password_unchanged": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 400;
                    /** @enum {unknown} */
                    code: "malformed_request" | "malformed_body" | "validation_failed" | "password_weak" | "password_unchanged";
                };
            };
        };
        /** @description `malformed_request`: The request is not valid HTTP. `validation_failed`: The request does not match its schema. */
        "malformed_request.validation_failed": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 400;
                    /** @enum {unknown} */
                    code: "malformed_request" | "validation_failed";
                };
            };
        };
        /** @description `malformed_request`: The request is not valid HTTP. `malformed_body`: The body is not valid JSON. `validation_failed`: The request does not match its schema. `idempotency_key_missing`: The Idempotency-Key header is missing or malformed. */
        "malformed_request.malformed_body.validation_failed.idempotency_key_missing": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 400;
                    /** @enum {unknown} */
                    code: "malformed_request" | "malformed_body" | "validation_failed" | "idempotency_key_missing";
                };
            };
        };
        /** @description `credentials_invalid`: The e-mail address or the password is wrong. */
        credentials_invalid: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                "WWW-Authenticate": components["headers"]["Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 401;
                    /** @enum {unknown} */
                    code: "credentials_invalid";
                };
            };
        };
        /** @description `refresh_token_invalid`: The refresh token is not valid. */
        refresh_token_invalid: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                "WWW-Authenticate": components["headers"]["Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 401;
                    /** @enum {unknown} */
                    code: "refresh_token_invalid";
                };
            };
        };
        /** @description `token_missing`: The request carries no access token. `token_invalid`: The access token is not valid. */
        "token_missing.token_invalid": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                "WWW-Authenticate": components["headers"]["Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 401;
                    /** @enum {unknown} */
                    code: "token_missing" | "token_invalid";
                };
            };
        };
        /** @description `account_disabled`: The account is disabled. */
        account_disabled: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 403;
                    /** @enum {unknown} */
                    code: "account_disabled";
                };
            };
        };
        /** @description `current_password_wrong`: The current password is wrong. */
        current_password_wrong: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 403;
                    /** @enum {unknown} */
                    code: "current_password_wrong";
                };
            };
        };
        /** @description `role_missing`: The account lacks the required role. */
        role_missing: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 403;
                    /** @enum {unknown} */
                    code: "role_missing";
                };
            };
        };
        /** @description `route_not_found`: There is nothing at this address. `session_not_found`: The account has no such session. */
        "route_not_found.session_not_found": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 404;
                    /** @enum {unknown} */
                    code: "route_not_found" | "session_not_found";
                };
            };
        };
        /** @description `account_not_found`: There is no such account. */
        account_not_found: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 404;
                    /** @enum {unknown} */
                    code: "account_not_found";
                };
            };
        };
        /** @description `route_not_found`: There is nothing at this address. `account_not_found`: There is no such account. */
        "route_not_found.account_not_found": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 404;
                    /** @enum {unknown} */
                    code: "route_not_found" | "account_not_found";
                };
            };
        };
        /** @description `profile_not_found`: There is no profile for this account yet. */
        profile_not_found: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 404;
                    /** @enum {unknown} */
                    code: "profile_not_found";
                };
            };
        };
        /** @description `route_not_found`: There is nothing at this address. `order_not_found`: There is no such order. */
        "route_not_found.order_not_found": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 404;
                    /** @enum {unknown} */
                    code: "route_not_found" | "order_not_found";
                };
            };
        };
        /** @description `route_not_found`: There is nothing at this address. */
        route_not_found: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 404;
                    /** @enum {unknown} */
                    code: "route_not_found";
                };
            };
        };
        /** @description `route_not_found`: There is nothing at this address. `product_not_found`: There is no such product. */
        "route_not_found.product_not_found": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 404;
                    /** @enum {unknown} */
                    code: "route_not_found" | "product_not_found";
                };
            };
        };
        /** @description `method_not_allowed`: This address does not support this method. */
        method_not_allowed: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                Allow: components["headers"]["Allow"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 405;
                    /** @enum {unknown} */
                    code: "method_not_allowed";
                };
            };
        };
        /** @description `request_timeout`: The request did not arrive in time. */
        request_timeout: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 408;
                    /** @enum {unknown} */
                    code: "request_timeout";
                };
            };
        };
        /** @description `email_taken`: An account with this e-mail address exists. */
        email_taken: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 409;
                    /** @enum {unknown} */
                    code: "email_taken";
                };
            };
        };
        /** @description `account_own`: Administrators cannot disable their own account. */
        account_own: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 409;
                    /** @enum {unknown} */
                    code: "account_own";
                };
            };
        };
        /** @description `order_not_cancellable`: The order can no longer be cancelled. */
        order_not_cancellable: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 409;
                    /** @enum {unknown} */
                    code: "order_not_cancellable";
                };
            };
        };
        /** @description `body_too_large`: The body is too large. */
        body_too_large: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 413;
                    /** @enum {unknown} */
                    code: "body_too_large";
                };
            };
        };
        /** @description `uri_too_long`: The address is too long. */
        uri_too_long: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 414;
                    /** @enum {unknown} */
                    code: "uri_too_long";
                };
            };
        };
        /** @description `media_type_unsupported`: The body must be application/json in UTF-8. */
        media_type_unsupported: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 415;
                    /** @enum {unknown} */
                    code: "media_type_unsupported";
                };
            };
        };
        /** @description `expectation_failed`: The server does not support this expectation. */
        expectation_failed: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 417;
                    /** @enum {unknown} */
                    code: "expectation_failed";
                };
            };
        };
        /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request. `product_unknown`: The order contains a product that cannot be ordered. */
        "idempotency_key_reused.product_unknown": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 422;
                    /** @enum {unknown} */
                    code: "idempotency_key_reused" | "product_unknown";
                };
            };
        };
        /** @description `rate_limited`: Too many requests. */
        rate_limited: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 429;
                    /** @enum {unknown} */
                    code: "rate_limited";
                };
            };
        };
        /** @description `headers_too_large`: The headers are too large. */
        headers_too_large: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 431;
                    /** @enum {unknown} */
                    code: "headers_too_large";
                };
            };
        };
        /** @description `internal`: Something failed on our side. */
        internal: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 500;
                    /** @enum {unknown} */
                    code: "internal";
                };
            };
        };
        /** @description `service_unavailable`: A service behind this address cannot be reached. */
        service_unavailable: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 503;
                    /** @enum {unknown} */
                    code: "service_unavailable";
                };
            };
        };
        /** @description `service_timeout`: A service behind this address did not answer in time. */
        service_timeout: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                "RateLimit-Limit": components["headers"]["RateLimit"];
                "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "RateLimit-Reset": components["headers"]["RateLimitReset"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status: 504;
                    /** @enum {unknown} */
                    code: "service_timeout";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /**
         * @description Identifies this request in every log and trace: the caller’s own id if it sent a valid one.
         * @example 0198c0de-7f3a-7000-8000-5ca1ab1e0001
         */
        RequestId: string;
        /** @description Answers belong to one account or one moment, so caches must not store them. */
        CacheControl: "no-store";
        /** @description An answer opened as a page can do nothing. */
        ContentSecurityPolicy: string;
        /** @description Pages of other origins must not embed an answer. */
        CrossOriginResourcePolicy: string;
        /** @description An answer opened as a page can use no browser feature. */
        PermissionsPolicy: string;
        /** @description Browsers must not send URLs of this API to other sites. */
        ReferrerPolicy: string;
        /** @description Browsers must return over HTTPS only. */
        StrictTransportSecurity: string;
        /** @description Browsers must not guess another media type. */
        ContentTypeOptions: "nosniff";
        /** @description Number of requests allowed per minute. */
        RateLimit: number;
        /** @description Number of requests left. */
        RateLimitRemaining: number;
        /** @description Seconds until all requests are allowed again. */
        RateLimitReset: number;
        /** @description Seconds to wait before a retry. */
        RetryAfter: number;
        /** @description How to authenticate (RFC 6750). */
        Authenticate: string;
        /** @description The methods that this address supports. */
        Allow: string;
        /** @description URL of the created resource. */
        Location: string;
        /** @description Present when the key was used before: nothing was created, and this is the first answer again. */
        IdempotentReplayed: "true";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @description Compared in lower case, without surrounding blanks. At most 64 characters before the @.
                     */
                    email: string;
                    /** @description Measured and compared in canonical form (RFC 8265, OpaqueString). No control, invisible, private or unassigned characters. */
                    password: string;
                    /** @description One line with at least one visible character. Not allowed: controls of the writing direction, annotation marks, tags outside of flags, private or unassigned characters, invisible characters other than joiners and variation selectors, more than three of these in a row, and more than six marks on one letter. Surrounding blanks are removed. */
                    name: string;
                };
            };
        };
        responses: {
            /** @description The new account; its profile follows within moments */
            201: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description Id of the account.
                         */
                        id: string;
                        /**
                         * Format: email
                         * @description E-mail address, in lower case.
                         */
                        email: string;
                        /** @description Name of the account, as given at registration. */
                        name: string;
                        /**
                         * Format: date-time
                         * @description Time at which the account was opened, in UTC.
                         */
                        createdAt: string;
                    };
                };
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed.password_weak"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["email_taken"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @description Compared in lower case, without surrounding blanks. At most 64 characters before the @.
                     */
                    email: string;
                    /** @description The password, as typed. */
                    password: string;
                };
            };
        };
        responses: {
            /** @description The tokens of a new session */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description JWT for the header `Authorization: Bearer`. */
                        accessToken: string;
                        /** @description Opaque token; a refresh exchanges it for new tokens. */
                        refreshToken: string;
                        /**
                         * Format: int64
                         * @description Lifetime of the access token, in seconds.
                         */
                        expiresInSeconds: number;
                    };
                };
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed"];
            401: components["responses"]["credentials_invalid"];
            403: components["responses"]["account_disabled"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The refresh token of the login or the last refresh. */
                    refreshToken: string;
                };
            };
        };
        responses: {
            /** @description New tokens of the same session */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description JWT for the header `Authorization: Bearer`. */
                        accessToken: string;
                        /** @description Opaque token; a refresh exchanges it for new tokens. */
                        refreshToken: string;
                        /**
                         * Format: int64
                         * @description Lifetime of the access token, in seconds.
                         */
                        expiresInSeconds: number;
                    };
                };
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed"];
            401: components["responses"]["refresh_token_invalid"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The refresh token of the login or the last refresh. */
                    refreshToken: string;
                };
            };
        };
        responses: {
            /** @description The session no longer exists */
            204: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    logoutAll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account has no session left */
            204: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The account’s current password; wrong ones count as failed logins. */
                    currentPassword: string;
                    /** @description Measured and compared in canonical form (RFC 8265, OpaqueString). No control, invisible, private or unassigned characters. */
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description The new password is in force, and this session is the only one left */
            204: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed.password_weak.password_unchanged"];
            401: components["responses"]["token_missing.token_invalid"];
            403: components["responses"]["current_password_wrong"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Most recently used first; at most 100, the maximum per account. */
                        items: {
                            /**
                             * Format: uuid
                             * @description Identifies the session; not a secret.
                             */
                            id: string;
                            /**
                             * Format: date-time
                             * @description Time of the sign-in, in UTC.
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @description Time at which it last got new tokens, in UTC.
                             */
                            lastUsedAt: string;
                            /**
                             * Format: date-time
                             * @description Time at which it ends unless it gets new tokens, in UTC.
                             */
                            expiresAt: string;
                            /** @description User-Agent of the client at sign-in; it may contain anything. */
                            client: string | null;
                            /** @description Whether this request uses the session. */
                            current: boolean;
                        }[];
                    };
                };
            };
            400: components["responses"]["malformed_request.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            414: components["responses"]["uri_too_long"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the session. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended */
            204: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            404: components["responses"]["route_not_found.session_not_found"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    findAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @description E-mail address of the account, in any spelling.
                     */
                    email: string;
                };
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description Id of the account.
                         */
                        id: string;
                        /**
                         * Format: email
                         * @description E-mail address, in lower case.
                         */
                        email: string;
                        /** @description Name of the account, as given at registration. */
                        name: string;
                        /**
                         * Format: date-time
                         * @description Time at which the account was opened, in UTC.
                         */
                        createdAt: string;
                        /** @description Roles of the account. */
                        roles: ("user" | "admin")[];
                        /** @description Time since which the account may not sign in; null while it may. */
                        disabledAt: string | null;
                    };
                };
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            403: components["responses"]["role_missing"];
            404: components["responses"]["account_not_found"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description Id of the account.
                         */
                        id: string;
                        /**
                         * Format: email
                         * @description E-mail address, in lower case.
                         */
                        email: string;
                        /** @description Name of the account, as given at registration. */
                        name: string;
                        /**
                         * Format: date-time
                         * @description Time at which the account was opened, in UTC.
                         */
                        createdAt: string;
                        /** @description Roles of the account. */
                        roles: ("user" | "admin")[];
                        /** @description Time since which the account may not sign in; null while it may. */
                        disabledAt: string | null;
                    };
                };
            };
            400: components["responses"]["malformed_request.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            403: components["responses"]["role_missing"];
            404: components["responses"]["route_not_found.account_not_found"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            414: components["responses"]["uri_too_long"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    listAccountSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Most recently used first; at most 100, the maximum per account. */
                        items: {
                            /**
                             * Format: uuid
                             * @description Identifies the session; not a secret.
                             */
                            id: string;
                            /**
                             * Format: date-time
                             * @description Time of the sign-in, in UTC.
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @description Time at which it last got new tokens, in UTC.
                             */
                            lastUsedAt: string;
                            /**
                             * Format: date-time
                             * @description Time at which it ends unless it gets new tokens, in UTC.
                             */
                            expiresAt: string;
                            /** @description User-Agent of the client at sign-in; it may contain anything. */
                            client: string | null;
                            /** @description Whether this request uses the session. */
                            current: boolean;
                        }[];
                    };
                };
            };
            400: components["responses"]["malformed_request.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            403: components["responses"]["role_missing"];
            404: components["responses"]["route_not_found.account_not_found"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            414: components["responses"]["uri_too_long"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    endAccountSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account has no session left */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: int64
                         * @description Number of ended sessions.
                         */
                        ended: number;
                    };
                };
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            403: components["responses"]["role_missing"];
            404: components["responses"]["route_not_found.account_not_found"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    disableAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The disabled account */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description Id of the account.
                         */
                        id: string;
                        /**
                         * Format: email
                         * @description E-mail address, in lower case.
                         */
                        email: string;
                        /** @description Name of the account, as given at registration. */
                        name: string;
                        /**
                         * Format: date-time
                         * @description Time at which the account was opened, in UTC.
                         */
                        createdAt: string;
                        /** @description Roles of the account. */
                        roles: ("user" | "admin")[];
                        /** @description Time since which the account may not sign in; null while it may. */
                        disabledAt: string | null;
                    };
                };
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            403: components["responses"]["role_missing"];
            404: components["responses"]["route_not_found.account_not_found"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["account_own"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    enableAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The enabled account */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description Id of the account.
                         */
                        id: string;
                        /**
                         * Format: email
                         * @description E-mail address, in lower case.
                         */
                        email: string;
                        /** @description Name of the account, as given at registration. */
                        name: string;
                        /**
                         * Format: date-time
                         * @description Time at which the account was opened, in UTC.
                         */
                        createdAt: string;
                        /** @description Roles of the account. */
                        roles: ("user" | "admin")[];
                        /** @description Time since which the account may not sign in; null while it may. */
                        disabledAt: string | null;
                    };
                };
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            403: components["responses"]["role_missing"];
            404: components["responses"]["route_not_found.account_not_found"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    getMyProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The profile */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description Id of the account.
                         */
                        id: string;
                        /**
                         * Format: email
                         * @description E-mail address, in lower case.
                         */
                        email: string;
                        /** @description Name of the account, as given at registration. */
                        name: string;
                        /**
                         * Format: date-time
                         * @description Time at which the account was opened, in UTC.
                         */
                        registeredAt: string;
                    };
                };
            };
            400: components["responses"]["malformed_request.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            404: components["responses"]["profile_not_found"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            414: components["responses"]["uri_too_long"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description Maximum number of orders to return. */
                limit?: number;
                /** @description The unchanged `nextCursor` of the previous page; absent for the first page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of orders */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Newest first. */
                        items: {
                            /**
                             * Format: uuid
                             * @description Id of the order.
                             */
                            id: string;
                            /**
                             * @description `pending` until the partner accepts the order (`processed`) or the account cancels it (`cancelled`); `undeliverable` when the partner could not be notified for too long: it may still be processed or cancelled.
                             * @enum {string}
                             */
                            status: "pending" | "processed" | "cancelled" | "undeliverable";
                            /**
                             * @description ISO 4217 code, for example `EUR`.
                             * @example EUR
                             */
                            currency: string;
                            /**
                             * Format: int64
                             * @description Sum of quantity times price, in the minor unit of the currency.
                             */
                            totalMinor: number;
                            /** @description Ordered items. */
                            items: {
                                /** @description SKU of the product, as ordered. */
                                sku: string;
                                /** @description Ordered quantity. */
                                quantity: number;
                                /** @description Price of one unit when the order was placed, in the minor unit of the currency (cents). */
                                unitPriceMinor: number;
                            }[];
                            /**
                             * Format: date-time
                             * @description Time at which the order was placed, in UTC.
                             */
                            createdAt: string;
                        }[];
                        /** @description Cursor of the next page; null on the last one. */
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["malformed_request.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            414: components["responses"]["uri_too_long"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    createOrder: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the client: a new one for each request, the same for each retry; remembered for a day. Surrounding double quotes are not part of it. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description ISO 4217 code of a currency in use, for example `EUR`.
                     * @enum {string}
                     */
                    currency: "AED" | "AFN" | "ALL" | "AMD" | "AOA" | "ARS" | "AUD" | "AWG" | "AZN" | "BAM" | "BBD" | "BDT" | "BHD" | "BIF" | "BMD" | "BND" | "BOB" | "BRL" | "BSD" | "BTN" | "BWP" | "BYN" | "BZD" | "CAD" | "CDF" | "CHF" | "CLP" | "CNY" | "COP" | "CRC" | "CUP" | "CVE" | "CZK" | "DJF" | "DKK" | "DOP" | "DZD" | "EGP" | "ERN" | "ETB" | "EUR" | "FJD" | "FKP" | "GBP" | "GEL" | "GHS" | "GIP" | "GMD" | "GNF" | "GTQ" | "GYD" | "HKD" | "HNL" | "HTG" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "IRR" | "ISK" | "JMD" | "JOD" | "JPY" | "KES" | "KGS" | "KHR" | "KMF" | "KPW" | "KRW" | "KWD" | "KYD" | "KZT" | "LAK" | "LBP" | "LKR" | "LRD" | "LSL" | "LYD" | "MAD" | "MDL" | "MGA" | "MKD" | "MMK" | "MNT" | "MOP" | "MRU" | "MUR" | "MVR" | "MWK" | "MXN" | "MYR" | "MZN" | "NAD" | "NGN" | "NIO" | "NOK" | "NPR" | "NZD" | "OMR" | "PAB" | "PEN" | "PGK" | "PHP" | "PKR" | "PLN" | "PYG" | "QAR" | "RON" | "RSD" | "RUB" | "RWF" | "SAR" | "SBD" | "SCR" | "SDG" | "SEK" | "SGD" | "SHP" | "SLE" | "SOS" | "SRD" | "SSP" | "STN" | "SVC" | "SYP" | "SZL" | "THB" | "TJS" | "TMT" | "TND" | "TOP" | "TRY" | "TTD" | "TWD" | "TZS" | "UAH" | "UGX" | "USD" | "UYU" | "UZS" | "VED" | "VES" | "VND" | "VUV" | "WST" | "XAF" | "XCD" | "XCG" | "XOF" | "XPF" | "YER" | "ZAR" | "ZMW" | "ZWG";
                    /** @description Ordered items. */
                    items: {
                        /**
                         * @description SKU of a product, case-sensitive; `GET /api/products` lists them.
                         * @example tea
                         */
                        sku: string;
                        /** @description Ordered quantity. */
                        quantity: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description The order; a repeated request with the same key returns the same order */
            201: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description Id of the order.
                         */
                        id: string;
                        /**
                         * @description `pending` until the partner accepts the order (`processed`) or the account cancels it (`cancelled`); `undeliverable` when the partner could not be notified for too long: it may still be processed or cancelled.
                         * @enum {string}
                         */
                        status: "pending" | "processed" | "cancelled" | "undeliverable";
                        /**
                         * @description ISO 4217 code, for example `EUR`.
                         * @example EUR
                         */
                        currency: string;
                        /**
                         * Format: int64
                         * @description Sum of quantity times price, in the minor unit of the currency.
                         */
                        totalMinor: number;
                        /** @description Ordered items. */
                        items: {
                            /** @description SKU of the product, as ordered. */
                            sku: string;
                            /** @description Ordered quantity. */
                            quantity: number;
                            /** @description Price of one unit when the order was placed, in the minor unit of the currency (cents). */
                            unitPriceMinor: number;
                        }[];
                        /**
                         * Format: date-time
                         * @description Time at which the order was placed, in UTC.
                         */
                        createdAt: string;
                    };
                };
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed.idempotency_key_missing"];
            401: components["responses"]["token_missing.token_invalid"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            422: components["responses"]["idempotency_key_reused.product_unknown"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the order. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description Id of the order.
                         */
                        id: string;
                        /**
                         * @description `pending` until the partner accepts the order (`processed`) or the account cancels it (`cancelled`); `undeliverable` when the partner could not be notified for too long: it may still be processed or cancelled.
                         * @enum {string}
                         */
                        status: "pending" | "processed" | "cancelled" | "undeliverable";
                        /**
                         * @description ISO 4217 code, for example `EUR`.
                         * @example EUR
                         */
                        currency: string;
                        /**
                         * Format: int64
                         * @description Sum of quantity times price, in the minor unit of the currency.
                         */
                        totalMinor: number;
                        /** @description Ordered items. */
                        items: {
                            /** @description SKU of the product, as ordered. */
                            sku: string;
                            /** @description Ordered quantity. */
                            quantity: number;
                            /** @description Price of one unit when the order was placed, in the minor unit of the currency (cents). */
                            unitPriceMinor: number;
                        }[];
                        /**
                         * Format: date-time
                         * @description Time at which the order was placed, in UTC.
                         */
                        createdAt: string;
                    };
                };
            };
            400: components["responses"]["malformed_request.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            404: components["responses"]["route_not_found.order_not_found"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            414: components["responses"]["uri_too_long"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the order. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cancelled order; also when it was cancelled before */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description Id of the order.
                         */
                        id: string;
                        /**
                         * @description `pending` until the partner accepts the order (`processed`) or the account cancels it (`cancelled`); `undeliverable` when the partner could not be notified for too long: it may still be processed or cancelled.
                         * @enum {string}
                         */
                        status: "pending" | "processed" | "cancelled" | "undeliverable";
                        /**
                         * @description ISO 4217 code, for example `EUR`.
                         * @example EUR
                         */
                        currency: string;
                        /**
                         * Format: int64
                         * @description Sum of quantity times price, in the minor unit of the currency.
                         */
                        totalMinor: number;
                        /** @description Ordered items. */
                        items: {
                            /** @description SKU of the product, as ordered. */
                            sku: string;
                            /** @description Ordered quantity. */
                            quantity: number;
                            /** @description Price of one unit when the order was placed, in the minor unit of the currency (cents). */
                            unitPriceMinor: number;
                        }[];
                        /**
                         * Format: date-time
                         * @description Time at which the order was placed, in UTC.
                         */
                        createdAt: string;
                    };
                };
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            404: components["responses"]["route_not_found.order_not_found"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["order_not_cancellable"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    listProducts: {
        parameters: {
            query?: {
                /** @description Maximum number of products to return. */
                limit?: number;
                /** @description The unchanged `nextCursor` of the previous page; absent for the first page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of products */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description By SKU. */
                        items: {
                            /** @description Identifies the product in orders. */
                            sku: string;
                            /** @description Name of the product. */
                            name: string;
                            /** @description Price of one unit by currency, in its minor unit (cents). */
                            prices: {
                                [key: string]: number;
                            };
                            /**
                             * Format: date-time
                             * @description Time of the last change, in UTC.
                             */
                            updatedAt: string;
                        }[];
                        /** @description Cursor of the next page; null on the last one. */
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["malformed_request.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            414: components["responses"]["uri_too_long"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    putProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description SKU of a product, case-sensitive; `GET /api/products` lists them. */
                sku: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description One line with at least one visible character. Not allowed: controls of the writing direction, annotation marks, tags outside of flags, private or unassigned characters, invisible characters other than joiners and variation selectors, more than three of these in a row, and more than six marks on one letter. Surrounding blanks are removed. */
                    name: string;
                    /** @description Price of one unit by currency, in its minor unit (cents). In other currencies the product cannot be ordered. */
                    prices: {
                        [key: string]: number;
                    };
                };
            };
        };
        responses: {
            /** @description The changed product */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Identifies the product in orders. */
                        sku: string;
                        /** @description Name of the product. */
                        name: string;
                        /** @description Price of one unit by currency, in its minor unit (cents). */
                        prices: {
                            [key: string]: number;
                        };
                        /**
                         * Format: date-time
                         * @description Time of the last change, in UTC.
                         */
                        updatedAt: string;
                    };
                };
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            403: components["responses"]["role_missing"];
            404: components["responses"]["route_not_found"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    retireProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description SKU of a product, case-sensitive; `GET /api/products` lists them. */
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The product no longer exists */
            204: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed_request.malformed_body.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            403: components["responses"]["role_missing"];
            404: components["responses"]["route_not_found.product_not_found"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["body_too_large"];
            414: components["responses"]["uri_too_long"];
            415: components["responses"]["media_type_unsupported"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    getDailyFigures: {
        parameters: {
            query?: {
                /** @description First day, in UTC, not after `to`; by default 29 days before it. */
                from?: string;
                /** @description Last day, in UTC, inclusive; by default today. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One entry per day and currency with orders; days without orders are omitted */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description One entry per day and currency; days without orders are omitted. */
                        items: {
                            /**
                             * Format: date
                             * @description Day on which the orders were created, in UTC.
                             */
                            day: string;
                            /**
                             * @description ISO 4217 code, for example `EUR`.
                             * @example EUR
                             */
                            currency: string;
                            /**
                             * Format: int64
                             * @description Number of orders created that day.
                             */
                            ordersCreated: number;
                            /**
                             * Format: int64
                             * @description How many of them the partner has accepted.
                             */
                            ordersProcessed: number;
                            /**
                             * Format: int64
                             * @description How many of them were cancelled.
                             */
                            ordersCancelled: number;
                            /**
                             * Format: int64
                             * @description How many of them are currently undeliverable; an order that is processed or cancelled later is counted there instead.
                             */
                            ordersUndeliverable: number;
                            /** @description Sum of the totals of the orders created that day, in minor units; a string, because sums may exceed 2^53. */
                            revenueMinor: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["malformed_request.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            403: components["responses"]["role_missing"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            414: components["responses"]["uri_too_long"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
    listNotifications: {
        parameters: {
            query?: {
                /** @description Maximum number of notifications to return. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notifications */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Content-Security-Policy": components["headers"]["ContentSecurityPolicy"];
                    "Cross-Origin-Resource-Policy": components["headers"]["CrossOriginResourcePolicy"];
                    "Permissions-Policy": components["headers"]["PermissionsPolicy"];
                    "Referrer-Policy": components["headers"]["ReferrerPolicy"];
                    "Strict-Transport-Security": components["headers"]["StrictTransportSecurity"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    "RateLimit-Limit": components["headers"]["RateLimit"];
                    "RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Newest first. */
                        items: {
                            /**
                             * Format: uuid
                             * @description Id of the notification.
                             */
                            id: string;
                            /**
                             * @description Kind of notification.
                             * @enum {string}
                             */
                            template: "welcome" | "order-processed";
                            /** @description Text of the notification. */
                            text: string;
                            /**
                             * Format: date-time
                             * @description Time of delivery, in UTC.
                             */
                            deliveredAt: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["malformed_request.validation_failed"];
            401: components["responses"]["token_missing.token_invalid"];
            405: components["responses"]["method_not_allowed"];
            408: components["responses"]["request_timeout"];
            414: components["responses"]["uri_too_long"];
            417: components["responses"]["expectation_failed"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["service_unavailable"];
            504: components["responses"]["service_timeout"];
        };
    };
}
