# Was Skripte sagen. Sie setzen die Angaben selbst ein, darum gibt es hier keine Mehrzahlformen.

js-close = Schließen
