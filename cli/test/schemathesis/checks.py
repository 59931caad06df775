"""What schemathesis checks besides what it brings along."""

import json

import schemathesis


@schemathesis.hook
def before_call(ctx, case, kwargs):
    """Half of the good orders name a product that there is: no generator finds it by chance."""
    if case.operation.definition.raw["operationId"] != "createOrder" or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    quantities = [item["quantity"] for item in case.body["items"]]
    if sum(quantities) % 2 == 0:
        case.body = {"currency": "EUR", "items": [{"sku": "tea", "quantity": quantity} for quantity in quantities]}


# Rules that the document has in words, as no schema can say them: a request that breaks one is refused, and rightly so.
IN_WORDS = (
    "is not a cursor of this list",
    'must not be after "to"',
    "must contain a visible character",
    "must not contain tags, annotation marks",
    "must have at most 64 characters before the @",
    "must not contain control, invisible, private or unassigned characters",
)
CODES_IN_WORDS = ("password_weak", "idempotency_key_reused", "product_unknown")


@schemathesis.check
def valid_data_is_accepted(ctx, response, case):
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (400, 413, 415, 422):
        return
    problem = json.loads(response.text)
    reasons = [error["detail"] for error in problem.get("errors", [])]
    if problem["code"] in CODES_IN_WORDS or (reasons and all(reason.startswith(IN_WORDS) for reason in reasons)):
        return
    raise AssertionError(f"The request follows the document, and is refused: {response.text}")
