"""What we say to people at home, in their language: short, plain, and never a promise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from daybreak.care.outcome.trajectory import Trajectory
from daybreak.ui.presenters import times


@dataclass(frozen=True, slots=True)
class Words:
    """Everything on these pages that is not a questionnaire's own wording."""

    tag: str
    page_title: str
    greeting: str
    next: str
    answer_title: str
    answer_words: str
    answer_button: str
    also: str
    rest_title: str
    rest_words: str
    come_title: str
    come_words: str
    none_booked: str
    today_button: str
    send: str
    not_sent: str
    stored: str
    kept: str
    other_language: str
    back: str
    appointment: str
    no_food: str
    no_food_words: str
    no_drink: str
    no_drink_words: str
    come_in: str
    come_in_words: str
    session: str
    session_of: str
    session_words: str
    home: str
    home_words: str
    ride: str
    how: str
    curve_lower: str
    curve_higher: str
    curve_name: str
    first_score: str
    better: str
    worse: str
    same: str
    unsure: str
    crisis_title: str
    crisis_first: str
    crisis_call: str
    crisis_danger: str
    crisis_what: str
    crisis_read: str
    crisis_thanks: str
    crisis_unsent: str
    calm_title: str
    calm_words: str
    call_us: str
    signed_out: str
    signed_out_words: str
    not_stored: str
    sign_in: str
    skip: str
    write: str
    sign_out: str
    made_up: str
    link_gone: str
    link_gone_words: str
    refused: str
    refused_words: str
    refused_button: str
    welcome: str
    welcome_title: str
    welcome_words: str
    welcome_button: str


EN = Words(
    tag="en-US",
    page_title="What next",
    greeting="Hello {name}.",
    next="Next:",
    answer_title="Tell us how you have been",
    answer_words="{title}. It takes about {minutes}.",
    answer_button="Answer now",
    also="After that:",
    rest_title="Nothing to do just now",
    rest_words="We tell you here when there is.",
    come_title="Come in on {day}",
    come_words="At {clock}, {site}.",
    none_booked="No appointment is booked.",
    today_button="Tell us how today is",
    send="Send this",
    not_sent="We did not get that yet. Your answers are still here.",
    stored="Thank you. Your answers are stored, and the people who treat you see them.",
    kept="You were signed out meanwhile. Your answers are still here: look through them and send.",
    other_language="Español",
    back="Back",
    appointment="Your next appointment",
    no_food="Nothing more to eat",
    no_food_words="Milk counts as food.",
    no_drink="Nothing more to drink",
    no_drink_words="Until then water is fine. Ask us about your medicines.",
    come_in="Come in",
    come_in_words="{place} With somebody who takes you home afterwards.",
    session="Session {number}",
    session_of="Session {number} of {of}",
    session_words="Say stop at any time, and we stop.",
    home="Home",
    home_words="About then. We check that you are steady first.",
    ride="You cannot drive until the day after, once you have slept.",
    how="How you have been",
    curve_lower="Your answers over time. Lower is lighter.",
    curve_higher="Your answers over time. Higher is better.",
    curve_name="Your answers",
    first_score="{total} so far. With the next answers you see which way it goes.",
    better="{points} points lighter than when you began. Some days go up again; that is usual, "
    "and we want to hear about it.",
    worse="{points} points heavier than when you began. We look at this with you. Call us if it "
    "is hard to wait.",
    same="About the same as when you began. For some people a change comes late; we look at it "
    "with you.",
    unsure="There is no score from before your first session, so we cannot say how much has "
    "changed.",
    crisis_title="Call or text 988 now",
    crisis_first="You told us about thoughts of death, of hurting yourself, or of not being safe. "
    "You do not have to carry them alone, and you do not have to wait for us: someone is there "
    "now, day and night.",
    crisis_call="Call or text {line}",
    crisis_danger="If you might act on these thoughts, call {emergency} or go to the nearest "
    "emergency department. Stay with somebody you trust.",
    crisis_what="What you wrote is stored, and stands first on the list of the people who treat "
    "you. They get in touch with you. At night nobody here reads it.",
    crisis_read="I have read this",
    crisis_thanks="Thank you. We get in touch with you.",
    crisis_unsent="What you wrote has not reached us yet. Call first; you can send it afterwards.",
    calm_title="If you feel you might hurt yourself",
    calm_words="You do not have to wait for us. Someone is there now, day and night.",
    call_us="Call us:",
    signed_out="You were signed out",
    signed_out_words="Nothing was sent yet. Your answers are kept for you: sign in, look through "
    "them, and send.",
    not_stored="Nothing was sent. Sign in and answer again; if you cannot, call us.",
    sign_in="Sign in",
    skip="Skip to the page",
    write="Write to us",
    sign_out="Sign out",
    made_up="Everyone here is made up.",
    refused="There is nothing for you here",
    refused_words="The address may be mistyped, or the page is for the people who treat you. "
    "Nothing was changed. Call us if you miss something.",
    refused_button="Go to my page",
    link_gone="This link no longer works",
    link_gone_words="Each works once, and for three days. If you have a password already, sign in "
    "with it. Otherwise ask the clinic for a new link.",
    welcome="Welcome",
    welcome_title="Welcome. Choose a password",
    welcome_words="You sign in with {email}. Ten letters or more; a sentence you will not forget "
    "is good.",
    welcome_button="Set it and go in",
)

ES = Words(
    tag="es-US",
    page_title="Qué sigue",
    greeting="Hola, {name}.",
    next="Ahora:",
    answer_title="Cuéntenos cómo ha estado",
    answer_words="{title}. Toma más o menos {minutes}.",
    answer_button="Contestar ahora",
    also="Después:",
    rest_title="Por ahora no hay nada que hacer",
    rest_words="Aquí le avisamos cuando haya algo.",
    come_title="Venga el {day}",
    come_words="A las {clock}, {site}.",
    none_booked="No hay ninguna cita.",
    today_button="Cuéntenos cómo está hoy",
    send="Enviar",
    not_sent="Todavía no recibimos esto. Sus respuestas siguen aquí.",
    stored="Gracias. Sus respuestas están guardadas, y las ven las personas que le atienden.",
    kept="Su sesión se cerró mientras tanto. Sus respuestas siguen aquí: revíselas y envíelas.",
    other_language="English",
    back="Volver",
    appointment="Su próxima cita",
    no_food="Ya no coma nada",
    no_food_words="La leche cuenta como comida.",
    no_drink="Ya no beba nada",
    no_drink_words="Hasta entonces puede tomar agua. Pregúntenos por sus medicinas.",
    come_in="Llegada",
    come_in_words="{place} Con alguien que después le lleve a casa.",
    session="Sesión {number}",
    session_of="Sesión {number} de {of}",
    session_words="Diga alto en cualquier momento, y paramos.",
    home="A casa",
    home_words="Más o menos a esa hora. Antes vemos que se sienta firme.",
    ride="No puede manejar hasta el día siguiente, después de haber dormido.",
    how="Cómo ha estado",
    curve_lower="Sus respuestas a lo largo del tiempo. Más bajo es más ligero.",
    curve_higher="Sus respuestas a lo largo del tiempo. Más alto es mejor.",
    curve_name="Sus respuestas",
    first_score="{total} hasta ahora. Con las próximas respuestas verá hacia dónde va.",
    better="{points} puntos más ligero que cuando empezó. Algunos días vuelve a subir; es normal, "
    "y queremos que nos lo cuente.",
    worse="{points} puntos más pesado que cuando empezó. Lo vemos con usted. Llámenos si le cuesta "
    "esperar.",
    same="Más o menos igual que cuando empezó. En algunas personas el cambio llega tarde; lo vemos "
    "con usted.",
    unsure="No hay respuestas de antes de su primera sesión, así que no podemos decir cuánto ha "
    "cambiado.",
    crisis_title="Llame o escriba al 988 ahora",
    crisis_first="Nos habló de pensamientos sobre la muerte, de hacerse daño o de no estar a "
    "salvo. No tiene que cargar con eso a solas ni tiene que esperarnos: hay alguien ahora, de "
    "día y de noche.",
    crisis_call="Llame o escriba al {line}",
    crisis_danger="Si podría actuar según estos pensamientos, llame al {emergency} o vaya a la "
    "sala de emergencias más cercana. Quédese con alguien de confianza.",
    crisis_what="Lo que escribió está guardado, y está en primer lugar en la lista de las personas "
    "que le atienden. Ellas se comunican con usted. De noche aquí nadie lo lee.",
    crisis_read="Ya lo leí",
    crisis_thanks="Gracias. Nos comunicamos con usted.",
    crisis_unsent="Lo que escribió todavía no nos llegó. Llame primero; después puede enviarlo.",
    calm_title="Si siente que podría hacerse daño",
    calm_words="No tiene que esperarnos. Hay alguien ahora, de día y de noche.",
    call_us="Llámenos:",
    signed_out="Su sesión se cerró",
    signed_out_words="Todavía no se envió nada. Guardamos sus respuestas: entre otra vez, "
    "revíselas y envíelas.",
    not_stored="No se envió nada. Entre y conteste otra vez; si no puede, llámenos.",
    sign_in="Entrar",
    skip="Ir a la página",
    write="Escríbanos",
    sign_out="Salir",
    made_up="Aquí todas las personas son inventadas.",
    refused="Aquí no hay nada para usted",
    refused_words="Quizá la dirección está mal escrita, o la página es para quienes le tratan. "
    "No se cambió nada. Llámenos si le falta algo.",
    refused_button="Ir a mi página",
    link_gone="Este enlace ya no sirve",
    link_gone_words="Cada uno sirve una vez, y por tres días. Si ya tiene una contraseña, entre "
    "con ella. Si no, pida otro enlace a la clínica.",
    welcome="Le damos la bienvenida",
    welcome_title="Le damos la bienvenida. Elija una contraseña",
    welcome_words="Usted entra con {email}. Diez letras o más; sirve una frase que no se le "
    "olvide.",
    welcome_button="Guardarla y entrar",
)

LANGUAGES: Mapping[str, Words] = {"en": EN, "es": ES}
ES_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
ES_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
EN_MINUTES, ES_MINUTES = ("a minute", "three minutes"), ("un minuto", "tres minutos")
UNBROKEN = "\u00a0"  # a space at which no line ends
FEW = 3  # questions that take a minute


def words_of(language: str) -> Words:
    """The words in somebody's language, or in English where there are none."""
    return LANGUAGES.get(language[:2].lower(), EN)


def other(words: Words) -> Words:
    """The other language there is."""
    return ES if words is EN else EN


def long_day(words: Words, on: date) -> str:
    """`Friday 20 November`, `viernes 20 de noviembre`."""
    if words is EN:
        return times.long_day(on)
    return f"{ES_DAYS[on.weekday()]} {on.day} de {ES_MONTHS[on.month - 1]}"


def short_day(words: Words, on: date) -> str:
    """`Friday`, `viernes`."""
    return (times.DAYS if words is EN else ES_DAYS)[on.weekday()]


def clock_of(words: Words, at: datetime, zone: tzinfo) -> str:
    """`9:30 am`, `9:30 a. m.`: on the clock of the place."""
    told = times.patient_clock(at, zone)
    if words is EN:
        return told.replace(" ", UNBROKEN)
    named = {"noon": "12 del día", "midnight": "medianoche"}
    for english, spanish in named.items():
        told = told.replace(english, spanish)
    told = told.replace(" am", " a. m.").replace(" pm", " p. m.")
    return told.replace(" ", UNBROKEN)


def minutes_for(words: Words, questions: int) -> str:
    """About how long so many questions take."""
    short, long = EN_MINUTES if words is EN else ES_MINUTES
    return short if questions <= FEW else long


def course_words(words: Words, curve: Trajectory) -> str:
    """How it has gone, in a sentence. A change within the noise of a scale is no change."""
    latest = curve.latest
    compared = latest.compared if latest else None
    if latest is None or compared is None:
        return words.first_score.format(total=curve.points[-1].total)
    if curve.baseline is None or compared.points_better is None:
        return words.unsure
    if compared.is_worse:
        return words.worse.format(points=-compared.points_better)
    if compared.points_better > 0 and compared.is_reliable is not False:
        return words.better.format(points=compared.points_better)
    return words.same
