"""Obvious corrections and ordinary follow-ups in German, French, Spanish and Chinese, as people write them there.

Each is (previous answer, message); none of them is in the training examples.
"""

CORRECTIONS = {
    "de": [
        ("Der höchste Berg Österreichs ist der Dachstein.", "Nein, das ist der Großglockner."),
        ("Die Sitzung beginnt um 14 Uhr im Raum 3.", "Stimmt nicht, sie beginnt um 15 Uhr."),
        ("Goethe wurde in Weimar geboren.", "Das ist falsch, er wurde in Frankfurt geboren."),
        ("Sehr geehrte Frau Klein, anbei die Unterlagen.", "Bitte weniger förmlich, wir duzen uns."),
        ("Installieren Sie das Paket mit pip.", "Nimm uv statt pip."),
        ("```python\nprint('fertig')\n```", "Das funktioniert nicht, es kommt eine Fehlermeldung."),
        ("Hier ist die Zusammenfassung in zehn Sätzen.", "Viel zu lang, maximal drei Sätze."),
        ("Die Strecke ist 40 Meilen lang.", "Gib Entfernungen ab jetzt immer in Kilometern an."),
        ("Ich habe die Liste nach Namen sortiert.", "Ich wollte sie nach Datum sortiert haben."),
        ("12 mal 12 ist 124.", "144, du hast dich verrechnet"),
    ],
    "fr": [
        ("Le Rhône se jette dans l'Atlantique.", "Non, il se jette dans la Méditerranée."),
        ("Molière a écrit Les Misérables.", "C'est faux, c'est Victor Hugo."),
        ("La réunion aura lieu mardi.", "Ce n'est pas mardi mais jeudi."),
        ("Cher Monsieur, veuillez trouver ci-joint le dossier.", "Trop formel, c'est pour un ami."),
        ("Utilise npm install.", "Utilise pnpm au lieu de npm."),
        ("Voici le résumé en 300 mots.", "C'est beaucoup trop long, fais plus court."),
        ("```python\nprint(total)\n```", "Ça ne marche pas, j'ai une erreur."),
        ("Le 03/04/2025 à 3pm.", "Désormais écris toujours l'heure au format 24 h."),
        ("J'ai trié la liste par nom.", "J'avais demandé par date, pas par nom."),
        ("7 fois 8 font 54.", "Tu te trompes, ça fait 56."),
    ],
    "es": [
        ("El río más largo de España es el Ebro.", "No, es el Tajo."),
        ("García Márquez nació en Bogotá.", "Eso es incorrecto, nació en Aracataca."),
        ("La reunión es el martes.", "No es el martes sino el jueves."),
        ("Estimado señor, le adjunto los documentos.", "Demasiado formal, es para un amigo."),
        ("Instálalo con pip.", "Usa uv en vez de pip."),
        ("Aquí tienes el resumen en diez frases.", "Es muy largo, hazlo más corto."),
        ("```python\nprint(total)\n```", "No funciona, me da un error."),
        ("La distancia es de 40 millas.", "A partir de ahora pon siempre kilómetros."),
        ("He ordenado la lista por nombre.", "Te pedí por fecha, no por nombre."),
        ("9 por 7 son 64.", "Te equivocas, son 63."),
    ],
    "zh": [
        ("中国最长的河是黄河。", "不对，是长江。"),
        ("《红楼梦》的作者是罗贯中。", "错了，作者是曹雪芹。"),
        ("会议在星期二。", "不是星期二，是星期四。"),
        ("尊敬的先生，附上文件。", "太正式了，这是写给朋友的。"),
        ("用 npm 安装。", "不要用 npm，用 pnpm。"),
        ("以下是十句话的总结。", "写得太长，精简到三句。"),
        ("```python\nprint(total)\n```", "运行不了，报错了。"),
        ("距离是40英里。", "以后请一律用公里。"),
        ("我按名字排序了。", "我要的是按日期排序。"),
        ("九乘七等于六十四。", "你算错了，应该是六十三。"),
    ],
}

ORDINARY = {
    "de": [
        ("Der Dachstein ist 2.995 m hoch.", "Danke dir!"),
        ("Goethe wurde in Frankfurt geboren.", "Und wann ist er gestorben?"),
        ("Hier ist die Zusammenfassung.", "Super, übersetze sie bitte ins Englische."),
        ("Soll ich den Tisch reservieren?", "Ja, bitte für vier Personen."),
        ("Wasser kocht bei 100 Grad.", "Woran liegt das eigentlich?"),
    ],
    "fr": [
        ("Le Rhône se jette dans la Méditerranée.", "Super, merci bien !"),
        ("Victor Hugo a écrit Les Misérables.", "Quand est-il mort ?"),
        ("Voici le résumé.", "Parfait, traduis-le en anglais."),
        ("Voulez-vous une table ?", "Oui, pour quatre personnes."),
        ("L'eau bout à 100 degrés.", "Et ça vient d'où ?"),
    ],
    "es": [
        ("El río más largo es el Tajo.", "¡Muchas gracias!"),
        ("Nació en Aracataca.", "¿Y cuándo murió?"),
        ("Aquí tienes el resumen.", "Perfecto, tradúcelo al inglés."),
        ("¿Quieres que reserve una mesa?", "Sí, para cuatro personas."),
        ("El agua hierve a 100 grados.", "¿Y a qué se debe?"),
    ],
    "zh": [
        ("中国最长的河是长江。", "谢谢你！"),
        ("作者是曹雪芹。", "他什么时候去世的？"),
        ("以下是总结。", "很好，请翻译成英文。"),
        ("要我订位吗？", "好的，四个人。"),
        ("水在一百度沸腾。", "这是什么原因呢？"),
    ],
}
