import { z } from 'zod';

/** ISO 4217 code, for example `EUR`. Includes withdrawn currencies, which old records keep. */
export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be a currency code of three capital letters, for example EUR')
  .meta({ description: 'ISO 4217 code, for example `EUR`.', examples: ['EUR'] });

/*
 * ISO 4217 currencies in use on 1 January 2026, without funds, metals and test codes. We keep our own list because that
 * of the runtime changes with its version, keeps withdrawn currencies and cannot be rendered into a schema.
 */
const currenciesInUse = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP
  CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD
  JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN
  NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
  SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG`
  .trim()
  .split(/\s+/);

/** The currency of new records. */
export const currencyInUseSchema = z
  .enum(currenciesInUse, 'must be the ISO 4217 code of a currency in use, for example EUR')
  .describe('ISO 4217 code of a currency in use, for example `EUR`.');

/** An amount in the currency's minor unit (cents), never negative, exact as a JavaScript number. */
export const amountMinorSchema = z.int().min(0);
