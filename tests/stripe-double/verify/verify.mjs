// Runs the double and holds it against Stripe's library: that drives the double and verifies the events, and its types
// say what each object must look like.
//
//   npm run verify -- ../../../target/debug/stripe-double

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import Stripe from 'stripe'
import { compare } from './shapes.mjs'

const secret = 'whsec_verify'
const day = 86_400
const arrived = []

const receiver = createServer((request, answer) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    arrived.push({ body: Buffer.concat(parts), signature: request.headers['stripe-signature'] })
    answer.end()
  })
}).listen(0, '127.0.0.1')
await once(receiver, 'listening')

const child = spawn(
  process.argv[2] ?? '../../../target/debug/stripe-double',
  ['--listen', '127.0.0.1:0', '--stand-at', '1767225600', '--webhook-secret', secret, '--webhook-url', `http://127.0.0.1:${receiver.address().port}/`],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
const [line] = await once(createInterface(child.stdout), 'line')
const url = new URL(line.split(' ').at(-1))

async function control(method, path, body) {
  const answer = await fetch(new URL(`/_double/${path}`, url), {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  assert.ok(answer.ok, `${path}: ${answer.status}`)
  const text = await answer.text()
  return text && JSON.parse(text)
}

try {
  const stripe = new Stripe('sk_test_double', { host: url.hostname, port: url.port, protocol: 'http', telemetry: false })
  await live(stripe)
  await control('POST', 'settle')
  const verified = verify(stripe)
  const { objects } = await control('GET', 'state')
  const { count, missing, said } = compare(objects)
  assert.deepEqual({ missing, said }, { missing: [], said: '' })
  console.log(`${verified} events verified by stripe ${Stripe.PACKAGE_VERSION} (${Stripe.API_VERSION}), ${count} objects of the types that it knows`)
} finally {
  child.kill()
  receiver.close()
}

/** One organization's life: products, trial, upgrade, failed payment, recovery, downgrade, the end. */
async function live(stripe) {
  const product = await stripe.products.create({ name: 'Pro', metadata: { plan: 'pro' } })
  const price = (amount) =>
    stripe.prices.create({
      currency: 'eur',
      unit_amount: amount,
      product: product.id,
      recurring: { interval: 'month' },
      lookup_key: `pro_${amount}`,
      currency_options: { usd: { unit_amount: amount + 800 } },
    })
  const [starter, pro] = [await price(3600), await price(9100)]
  assert.equal((await stripe.prices.list({ lookup_keys: ['pro_9100'], expand: ['data.currency_options'] })).data[0].currency_options.usd.unit_amount, 9900)
  const customer = await stripe.customers.create({ email: 'ann@example.org', metadata: { org: '1' } }, { idempotencyKey: 'org-1' })
  assert.equal((await stripe.customers.create({ email: 'ann@example.org', metadata: { org: '1' } }, { idempotencyKey: 'org-1' })).id, customer.id)
  await stripe.customers.createTaxId(customer.id, { type: 'eu_vat', value: 'DE123456789' })
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: customer.id,
    line_items: [{ price: starter.id, quantity: 1 }],
    payment_method_collection: 'if_required',
    subscription_data: { trial_period_days: 14, metadata: { org: '1' } },
    success_url: 'http://shop.test/done?session={CHECKOUT_SESSION_ID}',
  })
  await control('POST', `checkout/${session.id}`, {})
  const done = await stripe.checkout.sessions.retrieve(session.id)
  await control('POST', `customers/${customer.id}/card`, { card: 'works' })
  await control('POST', 'clock', { advance_seconds: 20 * day })
  const running = await stripe.subscriptions.retrieve(done.subscription)
  assert.equal(running.status, 'active')
  const items = [{ id: running.items.data[0].id, price: pro.id }]
  const preview = await stripe.invoices.createPreview({
    customer: customer.id,
    subscription: running.id,
    subscription_details: { items, proration_behavior: 'always_invoice' },
  })
  const upgraded = await stripe.subscriptions.update(running.id, { items, proration_behavior: 'always_invoice', expand: ['latest_invoice'] })
  assert.equal(upgraded.latest_invoice.amount_paid, preview.amount_due)
  await control('POST', `customers/${customer.id}/card`, { card: 'fails_later' })
  await control('POST', 'clock', { advance_seconds: 31 * day })
  const behind = await stripe.subscriptions.retrieve(running.id)
  assert.equal(behind.status, 'past_due')
  await assert.rejects(stripe.invoices.pay(behind.latest_invoice), (error) => error instanceof Stripe.errors.StripeCardError && error.code === 'card_declined')
  await control('POST', `customers/${customer.id}/card`, { card: 'works' })
  await stripe.invoices.pay(behind.latest_invoice)
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: running.id })
  await stripe.subscriptionSchedules.update(schedule.id, {
    end_behavior: 'release',
    phases: [
      { items: [{ price: pro.id }], start_date: schedule.phases[0].start_date, end_date: schedule.phases[0].end_date },
      { items: [{ price: starter.id }], proration_behavior: 'none' },
    ],
  })
  const configuration = await stripe.billingPortal.configurations.create({
    features: {
      subscription_cancel: { enabled: true },
      payment_method_update: { enabled: true },
      invoice_history: { enabled: true },
      subscription_update: { enabled: true, default_allowed_updates: ['price'], products: [{ product: product.id, prices: [starter.id, pro.id] }] },
    },
  })
  await stripe.billingPortal.sessions.create({ customer: customer.id, configuration: configuration.id, return_url: 'http://shop.test/billing' })
  await control('POST', 'clock', { advance_seconds: 31 * day })
  await stripe.subscriptions.update(running.id, { cancel_at_period_end: true })
  await control('POST', 'clock', { advance_seconds: 31 * day })
  assert.equal((await stripe.subscriptions.retrieve(running.id)).status, 'canceled')
  await assert.rejects(stripe.customers.retrieve('cus_none'), (error) => error.code === 'resource_missing')
}

/** Verifies every event that arrived, and that an altered one is refused. */
function verify(stripe) {
  for (const { body, signature } of arrived) {
    const event = stripe.webhooks.constructEvent(body, signature, secret)
    assert.equal(event.object, 'event')
    const altered = Buffer.from(body.toString().replace('"livemode": false', '"livemode": true'))
    assert.throws(() => stripe.webhooks.constructEvent(altered, signature, secret), Stripe.errors.StripeSignatureVerificationError)
    assert.throws(() => stripe.webhooks.constructEvent(body, signature, 'whsec_other'), Stripe.errors.StripeSignatureVerificationError)
  }
  return arrived.length
}
