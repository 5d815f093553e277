/** How columns are called in the languages of those who export files; compared without case, accents and signs. */

const IDS = [
  ...['id', 'id_customer', 'customer', 'customer_id', 'customer number', 'customer no', 'client id', 'client number'],
  ...['id cliente', 'cliente', 'número de cliente', 'nº cliente', 'num cliente', 'código de cliente'],
  ...['id client', 'client', 'numéro client', 'numéro de client', 'n° client', 'no client', 'identifiant client'],
  ...['Kundennummer', 'Kunden-ID', 'Kundennr', 'Kunde', 'codice cliente', 'numero cliente', 'klantnummer', 'klant-id'],
];
const EMAILS = [
  ...['email', 'mail', 'email address', 'mail address', 'customer email', 'client email'],
  ...['correo', 'correo electrónico', 'dirección de correo', 'dirección de correo electrónico', 'email cliente'],
  ...['courriel', 'adresse email', 'adresse mail', 'adresse e-mail', 'adresse électronique', 'email client'],
  ...['E-Mail-Adresse', 'Mailadresse', 'e-mailadres', 'indirizzo email', 'posta elettronica', 'endereço de email'],
];
/** The first three are what messages name. */
export const FIGURE_NAMES = ['score', 'value', 'figure'];
const FIGURES = [...FIGURE_NAMES, 'puntuación', 'valor', 'cifra', 'valeur', 'chiffre', 'Wert'];

const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f°º]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
const among = (names: readonly string[]) => {
  const known = new Set(names.map(plain));
  return (name: string): boolean => known.has(plain(name));
};
export const isIdName = among(IDS);
export const isEmailName = among(EMAILS);
export const isFigureName = among(FIGURES);
