"""What the territories of data/territories.toml are called. Pure.

They stand here and not there because names are translated: what `say` makes is found by `makemessages`.
"""

from hub.sentences import say

GREAT_BRITAIN = say("Great Britain")
NAMES = {
    "corsica": say("Corsica"),
    "monaco": say("Monaco"),
    "guadeloupe": say("Guadeloupe"),
    "martinique": say("Martinique"),
    "guyane": say("French Guiana"),
    "reunion": say("La Réunion"),
    "mayotte": say("Mayotte"),
    "saint-barthelemy": say("Saint-Barthélemy"),
    "saint-martin": say("Saint-Martin (French part)"),
    "saint-pierre-et-miquelon": say("Saint-Pierre-et-Miquelon"),
    "french-southern-lands": say("French Southern and Antarctic Lands"),
    "wallis-et-futuna": say("Wallis and Futuna"),
    "french-polynesia": say("French Polynesia"),
    "new-caledonia": say("New Caledonia"),
    "canaries": say("Canary Islands"),
    "ceuta": say("Ceuta"),
    "melilla": say("Melilla"),
    "livigno": say("Livigno"),
    "campione": say("Campione d'Italia"),
    "san-marino": say("San Marino"),
    "vatican": say("Vatican City"),
    "heligoland": say("Heligoland"),
    "buesingen": say("Büsingen"),
    "aland": say("Åland"),
    "athos": say("Mount Athos"),
    "jungholz": say("Jungholz"),
    "mittelberg": say("Mittelberg (Kleinwalsertal)"),
    "madeira": say("Madeira"),
    "azores": say("Azores"),
    "northern-ireland": say("Northern Ireland"),
    "isle-of-man": say("Isle of Man"),
    "jersey": say("Jersey"),
    "guernsey": say("Guernsey"),
    "gibraltar": say("Gibraltar"),
}
